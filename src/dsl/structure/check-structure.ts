import {
  didYouMean,
  nearestName,
  type DiagnosticInit,
  type DiagnosticReporter,
} from '../../diagnostics/index.js';
import { validateGraph } from '../generated/index.js';
import {
  suggestQuoting,
  describeSchema,
  withParameterNote,
  MAX_COUNT,
  type ValueSchema,
} from '../schema-values/index.js';
import { suggestIdentifier, suggestEntryForm, toFullName } from './suggest-entry-form.js';
import { brokenTree, describeValue, findEntry, toPlainData, type YamlTree } from '../text/index.js';
import { isPartSection, SECTIONS } from './sections.js';
import type { SchemaAnnotations } from '../definitions/index.js';
import { misplacedKeyHelp } from './misplaced-keys.js';
import {
  applyPathChanges,
  describePath,
  locateInTree,
  parseJsonPointer,
  removePaths,
  type PathChange,
} from './tree-paths.js';
import { float32RangeProblem } from '../../vocabulary/index.js';

export interface CheckedStructure {
  /**
   * The graph with misspelt keys corrected, wrong numbers replaced where that does not affect other values, and other
   * wrong values broken.
   */
  root: YamlTree;
  /** Entries with an error, as `plan/link`, `report/0`; and sections that are not maps, as `plan`. */
  faulty: ReadonlySet<string>;
}

type AnnotatedSchema = ValueSchema & SchemaAnnotations;

/** An error as reported by ajv. */
interface AjvError {
  instancePath: string;
  parentSchema: AnnotatedSchema;
  keyword: string;
  params: Record<string, unknown>;
  propertyName?: string;
}

interface SchemaViolation {
  path: string[];
  keyword: string;
  params: Record<string, unknown>;
  /** The schema that the value violates. */
  schema: AnnotatedSchema;
}

/**
 * Validates a graph against the schema and reports each error once, at its range. A misspelt key is read as the key
 * it resembles, so that it is the only error.
 */
export function checkStructure(graph: YamlTree, report: DiagnosticReporter): CheckedStructure {
  let root = graph;
  const faulty = new Set<string>();
  const keysReported = new Set<string>();
  const markFaulty = (path: readonly string[]) => {
    const [section, own] = path;
    if (section === undefined || !(SECTIONS as readonly string[]).includes(section)) return;
    faulty.add(own === undefined ? section : `${section}/${own}`);
  };

  /** Keys corrected by edit distance, not merely by case or separators: the guess may be wrong. */
  const guessed = new Map<string, string[]>();
  // The value of a corrected key is validated only in the next round.
  for (let round = 0; round < 4; round += 1) {
    const repairs = schemaViolations(root).flatMap((problem) => {
      const repair = keyRepair(root, problem);
      return repair ? [{ problem, ...repair }] : [];
    });
    if (repairs.length === 0) break;
    const changes: PathChange[] = [];
    const taken = new Set<string>();
    for (const { problem, key, meant } of repairs) {
      const path = [...problem.path, key];
      // Of two keys that resemble the same one, the second is checked again in the next round.
      const target = [...problem.path, meant].join('/');
      if (taken.has(target)) continue;
      taken.add(target);
      const { entry } = locateInTree(root, path);
      report({
        code: 'unknown-key',
        message: `${describePath(problem.path)} has no key \`${key}\``,
        range: entry!.keyRange,
        help: didYouMean(meant, entry!.keyRange),
      });
      keysReported.add(target);
      if (!differsInSpellingOnly(key, meant)) guessed.set(target, [...problem.path, meant]);
      changes.push({ path, change: ({ value }) => ({ key: meant, value }) });
    }
    root = applyPathChanges(root, changes);
  }

  // If the value does not fit the guessed key, the guess may be wrong; nothing more is reported.
  const dropped: string[][] = [];
  const problems = schemaViolations(root).filter(({ path }) => {
    const guess = guessed.size === 0 ? undefined : guessAround(path);
    if (guess) {
      markFaulty(guess);
      if (guess.length > 2) dropped.push(guess);
    }
    return !guess;
  });
  function guessAround(path: readonly string[]): string[] | undefined {
    let around = '';
    for (const [at, key] of path.entries()) {
      around = at === 0 ? key : `${around}/${key}`;
      const guess = guessed.get(around);
      if (guess) return guess;
    }
    return undefined;
  }
  const byPlace = new Map<string, SchemaViolation[]>();
  for (const problem of problems) {
    const key = problem.path.join('/');
    const others = byPlace.get(key);
    if (others) others.push(problem);
    else byPlace.set(key, [problem]);
  }
  const standIns: { path: string[]; value: number | string }[] = [];
  const brokenPaths: string[][] = [];
  for (const here of byPlace.values()) {
    const { path } = here[0]!;
    const place = locateInTree(root, path);
    if (place.hasErrorAbove) {
      // Its error was reported; a replacement lets the rest of the entry be read.
      const replacement = here.map(({ schema }) => schema.standIn).find((value) => value !== undefined);
      if (replacement !== undefined) standIns.push({ path, value: replacement });
      else markFaulty(path);
      continue;
    }
    // The value of a key that is not allowed here was not validated: it is left out.
    for (const { keyword, params } of here) {
      if (keyword === 'additionalProperties') dropped.push([...path, params.additionalProperty as string]);
    }
    for (const finding of diagnosticsAt(root, here, keysReported)) {
      const { standIn, key, drop, ...rest } = finding;
      withParameterNote(place.tree, report)(rest);
      if (standIn !== undefined) standIns.push({ path, value: standIn });
      else if (drop !== undefined) dropped.push([...path, drop]);
      else {
        markFaulty(key === undefined ? path : [...path, key]);
        // A value of the wrong kind inside an entry does not keep the values beside it from being read.
        if (path.length > 2 && here.some(isOfWrongKind)) brokenPaths.push(path);
      }
    }
  }
  root = removePaths(root, dropped);
  const replaced = standIns.map(({ path, value }): PathChange => ({
    path,
    change: ({ key, value: { range, origin } }) => ({ key, value: { kind: 'scalar', value, range, origin } }),
  }));
  const cut = brokenPaths.map((path): PathChange => ({
    path,
    change: ({ key, value: { range } }) => ({ key, value: brokenTree(range) }),
  }));
  return { root: applyPathChanges(root, [...replaced, ...cut]), faulty };
}

/** Whether a value cannot be read as required; missing or unknown keys do not affect the others. */
const isOfWrongKind = ({ keyword }: SchemaViolation): boolean =>
  !['required', 'additionalProperties', 'propertyNames', 'minProperties'].includes(keyword);

function schemaViolations(root: YamlTree): SchemaViolation[] {
  if (validateGraph(toPlainData(root))) return [];
  const errors = (validateGraph as unknown as { errors: AjvError[] }).errors;
  return errors.flatMap((error) => {
    const { instancePath, parentSchema, keyword, params, propertyName } = error;
    if (keyword === 'if' || propertyName !== undefined) return [];
    return [{ path: parseJsonPointer(instancePath), keyword, params, schema: parentSchema }];
  });
}

const differsInSpellingOnly = (key: string, meant: string): boolean => foldKey(key) === foldKey(meant);
const foldKey = (key: string): string => key.toLowerCase().replace(/[_-]/g, '');

/** The absent key that an unknown key resembles, if there is one. */
function keyRepair(
  root: YamlTree,
  { path, keyword, params, schema }: SchemaViolation,
): { key: string; meant: string } | undefined {
  if (keyword !== 'additionalProperties') return undefined;
  const key = params.additionalProperty as string;
  if (misplacedKeyHelp(path, key) !== undefined) return undefined;
  const { tree, hasErrorAbove: spoilt } = locateInTree(root, path);
  if (spoilt || tree.kind !== 'map' || schema.later?.includes(key) || schema.otherForms?.includes(key)) {
    return undefined;
  }
  const candidates = [...Object.keys(schema.properties ?? {}), ...(schema.otherForms ?? [])];
  const meant = nearestName(
    key,
    candidates.filter((each) => !findEntry(tree, each)),
  );
  return meant === undefined ? undefined : { key, meant };
}

/** Whether an unknown key was reported when it was corrected. */
const wasReported = (
  { path, keyword, params }: Pick<SchemaViolation, 'path' | 'keyword' | 'params'>,
  keysReported: ReadonlySet<string>,
): boolean =>
  keyword === 'additionalProperties' &&
  keysReported.has([...path, params.additionalProperty as string].join('/'));

type StructureDiagnostic = DiagnosticInit & {
  /** Replaces the invalid value. */
  standIn?: number | string;
  /** The key of the invalid entry below this path. */
  key?: string;
  /** An unknown key: without it, the rest of its entry can be read. */
  drop?: string;
};

/** The diagnostics at one path. */
function diagnosticsAt(
  root: YamlTree,
  violations: readonly SchemaViolation[],
  keysReported: ReadonlySet<string>,
): StructureDiagnostic[] {
  const { path } = violations[0]!;
  const unknown = violations.filter(
    ({ keyword, params }) =>
      keyword === 'additionalProperties' && !wasReported({ path, keyword, params }, keysReported),
  );
  const missing = violations.filter(({ keyword }) => keyword === 'required');
  const later = unknown.filter(({ schema, params }) =>
    schema.later?.includes(params.additionalProperty as string),
  );
  if (later.length > 0) return later.map((problem) => unsupportedKey(root, problem));
  const rest = violations.filter(
    ({ keyword }) =>
      keyword !== 'additionalProperties' && keyword !== 'required' && keyword !== 'propertyNames',
  );
  const merged = unknown.length === 1 && missing.length === 1;
  return [
    ...unknown.map((problem) => unknownKey(root, problem, merged ? missing[0] : undefined)),
    ...(missing.length > 0 && !merged ? [missingKeys(root, missing)] : []),
    ...violations
      .filter(({ keyword }) => keyword === 'propertyNames')
      .map((problem) => wrongValue(root, problem)),
    // 0.5 is not a whole number and below 1 as well: one sentence covers both.
    ...rest.slice(0, 1).map((problem) => wrongValue(root, problem)),
  ];
}

function unsupportedKey(root: YamlTree, { path, params }: SchemaViolation): StructureDiagnostic {
  const key = params.additionalProperty as string;
  return {
    code: 'not-yet-supported',
    message: `this version of lagraph can not do \`${key}\` yet`,
    range: locateInTree(root, [...path, key]).entry!.keyRange,
  };
}

function unknownKey(
  root: YamlTree,
  { path, params, schema }: SchemaViolation,
  missing: SchemaViolation | undefined,
): StructureDiagnostic {
  const key = params.additionalProperty as string;
  const range = locateInTree(root, [...path, key]).entry!.keyRange;
  const known = Object.keys(schema.properties ?? {});
  if (schema.otherForms?.includes(key)) {
    const tag = schema.required?.findLast((each) => locateInTree(root, [...path, each]).entry?.key === each);
    return {
      code: 'conflicting-keys',
      message: tag
        ? `${describePath(path)} has \`${tag}\`, so it can not have \`${key}\``
        : `${describePath(path)} can not have \`${key}\``,
      range,
    };
  }
  return {
    code: 'unknown-key',
    message: `${describePath(path)} has no key \`${key}\``,
    range,
    help: missing
      ? `\`${missing.params.missingProperty as string}\` is missing; is it what was meant?`
      : (misplacedKeyHelp(path, key) ??
        (known.length > 0 ? `its keys are ${known.join(', ')}` : 'it has no keys')),
    ...(missing ? (path.length === 1 && path[0] !== 'report' ? { key } : {}) : { drop: key }),
  };
}

function missingKeys(root: YamlTree, missing: readonly SchemaViolation[]): StructureDiagnostic {
  const { path } = missing[0]!;
  const keys = missing.map(({ params }) => params.missingProperty as string);
  const { tree, entry, direct } = locateInTree(root, path);
  if (path.length === 0) {
    const { file, start } = tree.range;
    return {
      code: 'language-version',
      message: 'the graph does not say which version of the language it is written in',
      range: { file, start, end: start },
      help: 'begin it with `lagraph: 1`',
    };
  }
  return {
    code: 'missing-key',
    message: `${describePath(path)} needs ${keys.map((key) => `\`${key}\``).join(' and ')}`,
    range: direct && entry ? entry.keyRange : tree.range,
  };
}

function wrongValue(root: YamlTree, { path, keyword, params, schema }: SchemaViolation): StructureDiagnostic {
  const { tree } = locateInTree(root, path);
  const name = describePath(path);
  const { range } = tree;
  const standIn = schema.standIn;
  const replaced = standIn === undefined ? {} : { standIn };
  switch (keyword) {
    case 'const':
      return {
        code: 'language-version',
        message: `this lagraph knows version ${String(schema.const)} of the language, not ${describeValue(tree)}`,
        range,
      };
    case 'enum': {
      const written = tree.kind === 'scalar' ? String(tree.value) : '';
      return {
        code: 'unknown-choice',
        message: `${name} must be ${describeSchema(schema)}, not ${describeValue(tree)}`,
        range,
        help: didYouMean(nearestName(written, (schema.enum ?? []) as string[]), range),
        ...replaced,
      };
    }
    case 'propertyNames': {
      const key = params.propertyName as string;
      return {
        code: 'bad-name',
        message: `\`${key}\` can not be a name in ${name}`,
        range: locateInTree(root, [...path, key]).entry!.keyRange,
        help:
          path[0] === 'functions'
            ? 'write the name and its parameters: `distance(a, b): ...`; inside of braces, in quotes'
            : suggestIdentifier(
                key,
                locateInTree(root, [...path, key]).entry!.keyRange,
                isPartSection(path.join('.')) ? toFullName : undefined,
              ),
        ...(path.length === 1 ? { key } : {}),
      };
    }
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return {
        code: 'out-of-range',
        message: `${name} must be ${describeSchema(schema)}${
          keyword === 'maximum' && params.limit === MAX_COUNT ? ` and at most ${MAX_COUNT}` : ''
        }, not ${tree.kind === 'scalar' ? String(tree.value) : ''}`,
        range,
        ...optionalHelp(float32RangeProblem(Number(tree.value)) ?? schema.advice),
        ...replaced,
      };
    case 'minItems':
    case 'maxItems':
    case 'minProperties': {
      const size = Array.isArray(tree.value) ? tree.value.length : 0;
      return {
        code: 'out-of-range',
        message: `${name} holds ${keyword === 'maxItems' ? 'at most' : 'at least'} ${String(params.limit)}, but has ${size}`,
        range,
      };
    }
    case 'pattern':
      if (schema.expected === undefined && schema.pattern?.startsWith('^[A-Za-z_]')) {
        return {
          code: 'bad-name',
          message: `${name} must be a name, not ${describeValue(tree)}`,
          range,
          help: suggestIdentifier(tree.kind === 'scalar' ? String(tree.value) : '', range),
        };
      }
      return {
        code: 'wrong-type',
        message: `${name} must be ${schema.expected ?? 'a text'}, not ${describeValue(tree)}`,
        range,
        ...replaced,
      };
    default: {
      // `a data set, a map`: the message already names the entry.
      const wanted = (schema.expected ?? describeSchema(schema)).replace(/^an? [a-z ]+, (?=an? )/, '');
      const isNumber = tree.kind === 'scalar' && typeof tree.value === 'number' && schema.type === 'integer';
      return {
        code: isNumber ? 'out-of-range' : 'wrong-type',
        message:
          tree.kind === 'scalar' && tree.value === null
            ? `${name} is empty; it must be ${wanted}`
            : `${name} must be ${wanted}, not ${isNumber ? String(tree.value) : describeValue(tree)}`,
        range,
        help: suggestEntryForm(root, path, tree) ?? suggestQuoting(tree, schema),
        ...replaced,
      };
    }
  }
}

const optionalHelp = (help: string | null | undefined) => (help ? { help } : {});
