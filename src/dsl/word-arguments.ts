import {
  didYouMean,
  nearestName,
  availableNamesText,
  type DiagnosticReporter,
  type SourceRange,
} from '../diagnostics/index.js';
import { foreignWordHelp, type ResolvedArguments } from '../vocabulary/index.js';
import { nullPrototypeRecord, keysOf } from '../records/index.js';
import type { TObject } from 'typebox';
import { checkValue, type ValueSchema } from './schema-values/index.js';
import type { PlainValue, PlainEntry, WordUse } from './document.js';
import { describeValue, toPlainData } from './text/index.js';

/** A word written with arguments, or something with arguments of the same form (an augmentation). */
export interface ArgumentsUse {
  range: SourceRange;
  args: PlainEntry[];
  main?: PlainValue;
  unread?: readonly string[];
  siblings?: readonly string[];
}

/**
 * The word's definition; if there is none, reports `unknown-word` with did-you-mean.
 *
 * @param own words of the graph's own that it may be; if one of their modules is broken, nothing is reported
 */
export function findWordDefinition<T extends { name: string }>(
  use: WordUse,
  words: ReadonlyMap<string, T>,
  kind: 'layer' | 'optimizer' | 'initializer' | 'source',
  report: DiagnosticReporter,
  own?: { words: ReadonlyMap<string, T>; isBroken: boolean },
): T | undefined {
  if (use.broken) return undefined;
  const { value, range } = use.word;
  // What has an @ is the id of some graph's own word, which no graph writes.
  const found = own?.words.get(value) ?? (value.includes('@') ? undefined : words.get(value));
  if (found) return found;
  // `- Dropout:0.2` is one string in YAML.
  const [head, ...rest] = value.split(':');
  if (
    head !== undefined &&
    rest.length > 0 &&
    (words.has(head) || own?.words.has(head)) &&
    range.end - range.start === value.length
  ) {
    const colon = { ...range, start: range.start + head.length, end: range.start + head.length + 1 };
    report({
      code: 'yaml-syntax',
      message: `a space is missing after the colon of \`${head}\``,
      range,
      help: { message: `write ${head}: ${rest.join(':')}`, range: colon, replacement: ': ' },
    });
    return undefined;
  }
  if (own?.isBroken) return undefined;
  report({
    code: 'unknown-word',
    message: `there is no ${kind} \`${value}\``,
    range,
    help:
      (kind === 'source' ? undefined : foreignWordHelp(kind, value)) ??
      didYouMean(
        nearestName(value, [...(own?.words.keys() ?? []), ...keysOf(words)]),
        range,
        words.size <= 16
          ? availableNamesText([...words.keys()].sort())
          : `docs/language.md lists the ${kind}s`,
      ),
  });
  return undefined;
}

function argumentsHelp(names: readonly string[]): string {
  if (names.length === 0) return 'it has no arguments';
  if (names.length === 1) return `write {${names[0]}: ...}`;
  return `write {name: value}; its arguments are ${names.join(', ')}`;
}

/**
 * Named arguments with every default filled in, validated against the definition's schema; undefined after an error.
 * Every error is reported at its argument.
 */
export function readWordArguments(
  use: ArgumentsUse,
  definition: { name: string; args: TObject; main?: string },
  report: DiagnosticReporter,
): ResolvedArguments | undefined {
  const schemas = definition.args.properties as Readonly<Record<string, ValueSchema>>;
  const given = new Map(use.args.map((entry) => [entry.key, entry.value]));
  let good = true;
  const fail: DiagnosticReporter = (finding) => {
    good = false;
    report(finding);
  };
  if (use.main) {
    if (definition.main === undefined) {
      fail({
        code: 'wrong-type',
        message: `\`${definition.name}\` takes its arguments by name, not ${describeValue(use.main)} alone`,
        range: use.main.range,
        help: argumentsHelp(Object.keys(schemas)),
      });
    } else given.set(definition.main, use.main);
  }
  /**
   * Missing arguments that are not reported: they could not be read, or were written under a wrong name, which is the
   * error.
   */
  const notReported = new Set<string>();
  for (const name of use.unread ?? []) {
    good = false;
    notReported.add(name === '' ? (definition.main ?? '') : name);
  }
  for (const { key, keyRange } of use.args) {
    if (Object.hasOwn(schemas, key)) continue;
    const others = Object.keys(schemas).filter((name) => !given.has(name));
    const foreign = foreignWordHelp('argument', key);
    const near =
      foreign === undefined
        ? (nearestName(key, [...others, ...(use.siblings ?? [])]) ??
          soleName(missingRequired(definition.args, given)))
        : undefined;
    if (near !== undefined) notReported.add(near);
    fail({
      code: 'unknown-argument',
      message: `\`${definition.name}\` has no argument \`${key}\``,
      range: keyRange,
      help: foreign ?? didYouMean(near, keyRange, argumentList(Object.keys(schemas))),
    });
  }
  const values = nullPrototypeRecord<unknown>();
  for (const [name, schema] of Object.entries(schemas)) {
    const value = given.get(name);
    if (value) {
      if (checkValue(value, schema, `\`${name}\` of \`${definition.name}\``, fail)) {
        values[name] = withSchemaDefaults(value, schema);
      }
    } else if (schema.default !== undefined) values[name] = structuredClone(schema.default);
  }
  const missing = missingRequired(definition.args, given).filter((name) => !notReported.has(name));
  if (missing.length > 0 && !(use.main && definition.main === undefined)) {
    fail({
      code: 'missing-argument',
      message: `\`${definition.name}\` needs ${missing.map((name) => `\`${name}\``).join(' and ')}`,
      range: use.range,
      ...(missing.length === 1 ? { help: argumentDescription(missing[0]!, schemas) } : {}),
    });
  }
  return good ? values : undefined;
}

/** Required arguments that were not given. */
function missingRequired(args: TObject, given: ReadonlyMap<string, unknown>): string[] {
  const schemas = args.properties as Readonly<Record<string, ValueSchema>>;
  const required = (args as { required?: readonly string[] }).required ?? [];
  return required.filter((name) => schemas[name]?.default === undefined && !given.has(name));
}

const soleName = (names: readonly string[]): string | undefined =>
  names.length === 1 ? names[0] : undefined;

function argumentList(names: readonly string[]): string {
  return names.length === 0 ? 'it has no arguments' : `its arguments are ${names.join(', ')}`;
}

function argumentDescription(name: string, schemas: Readonly<Record<string, ValueSchema>>): string {
  const description = schemas[name]?.description;
  return description === undefined ? `write ${name}: ...` : `\`${name}\`: ${description}`;
}

/** The value as plain data, with the defaults of the schema filled in for maps. */
function withSchemaDefaults(value: PlainValue, schema: ValueSchema): unknown {
  const data = toPlainData(value);
  if (value.kind !== 'map' || !schema.properties) return data;
  const defaults = Object.entries(schema.properties).flatMap(([key, own]) =>
    own.default === undefined ? [] : [[key, structuredClone(own.default)] as const],
  );
  return { ...Object.fromEntries(defaults), ...(data as Record<string, unknown>) };
}
