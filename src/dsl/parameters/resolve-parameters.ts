import { didYouMean, cycleText, nearestName, type DiagnosticReporter } from '../../diagnostics/index.js';
import { keysOf } from '../../records/index.js';
import type { ResolvedParam } from '../document.js';
import { TOP_LEVEL_SCALARS } from '../structure/index.js';
import {
  valueAtKey,
  brokenTree,
  describeValue,
  containsBroken,
  toPlainData,
  type YamlTree,
  type TreeEntry,
} from '../text/index.js';
import {
  parameterValueProblem,
  readParameterDeclaration,
  type ParameterDeclaration,
} from './parameter-declarations.js';
import type { ValueSchema } from '../schema-values/index.js';
import { substituteAndUnroll } from './substitute-and-unroll.js';
import type { Override } from './overrides.js';
import type { ParameterScope } from './parameter-scope.js';

/** Changes that were written in one place; of several, the later ones win. */
export interface ChangeLayer {
  origin: Exclude<ResolvedParam['origin'], 'default'>;
  changes: readonly Override[];
}

export interface ParameterValues {
  scope: ParameterScope;
  /** Every parameter with its value; `used` is correct only after the graph has been expanded. */
  resolved(): ResolvedParam[];
  /** Whether something refers to a parameter, as far as the graph has been expanded. */
  isUsed(name: string): boolean;
  /** Names that the section declares. */
  names(): readonly (readonly string[])[];
}

export interface ParameterOptions {
  /** Names that are known beside those of the section. */
  outer?: ParameterScope;
  /** How a declaration is written. */
  schema?: ValueSchema;
}

/**
 * The values of the parameters: from the last layer that has one, else the default. They are resolved on demand, so that
 * they may refer to one another in any order.
 *
 * @param checked changes that are validated whether or not they are in a layer
 */
export function resolveParameters(
  section: YamlTree | undefined,
  checked: readonly Override[],
  layers: readonly ChangeLayer[],
  report: DiagnosticReporter,
  { outer, schema }: ParameterOptions = {},
): ParameterValues {
  const declarations = new Map<string, ParameterDeclaration>();
  /** Names whose declaration has an error: using them is not a further error. */
  const invalid = new Set<string>();
  for (const entry of sectionEntries(section, 'params', report)) {
    const declaration = readParameterDeclaration(entry, report, schema);
    if (declaration) declarations.set(entry.key, declaration);
    else invalid.add(entry.key);
  }

  const values = new Map<string, YamlTree>();
  const defaults = new Map<string, YamlTree>();
  const used = new Set<string>();
  const changes = layers.map((layer) => lastOverridePerPath(layer.changes));
  /** Parameters that are being resolved, to detect cycles. */
  const resolving = new Set<string>();

  /**
   * The parameter's value. Its dependencies are resolved first, without recursion: chains of them may be thousands
   * long.
   */
  function valueOf({ name: wanted }: ParameterDeclaration): YamlTree {
    const open: { name: string; needs: Iterator<string> }[] = [];
    const enter = (name: string) => {
      resolving.add(name);
      open.push({ name, needs: dependenciesOf(declarations.get(name)!).values() });
    };
    if (!values.has(wanted)) {
      if (resolving.has(wanted)) return reportCycle([wanted]);
      enter(wanted);
    }
    while (open.length > 0) {
      const { name, needs } = open.at(-1)!;
      const { done, value: needed } = needs.next();
      if (done) {
        if (!values.has(name)) values.set(name, computed(declarations.get(name)!));
        resolving.delete(name);
        open.pop();
      } else if (values.has(needed) || !declarations.has(needed)) continue;
      else if (resolving.has(needed))
        reportCycle(open.slice(open.findLastIndex((one) => one.name === needed)).map((one) => one.name));
      else enter(needed);
    }
    return values.get(wanted)!;
  }

  function dependenciesOf({ name, default: defaultValue }: ParameterDeclaration): Set<string> {
    const needs = new Set<string>();
    const given = changes.flatMap((last) => last.get(name)?.value ?? []);
    const trees = defaultValue ? [defaultValue, ...given] : given;
    for (const tree of trees) for (const one of referencedNames(tree)) needs.add(one);
    return needs;
  }

  /** Cyclic parameters have no value. */
  function reportCycle(names: readonly string[]): YamlTree {
    const { keyRange } = declarations.get(names[0]!)!;
    report({
      code: 'bad-parameter',
      message: `parameters refer to one another in a circle: ${cycleText([...names, names[0]!])}`,
      range: keyRange,
    });
    for (const name of names) values.set(name, brokenTree(declarations.get(name)!.keyRange));
    return brokenTree(keyRange);
  }

  function computed(declaration: ParameterDeclaration): YamlTree {
    const { name } = declaration;
    const defaultValue = declaration.default && substituteAndUnroll(declaration.default, scope, report);
    if (defaultValue) defaults.set(name, defaultValue);
    if (defaultValue && containsBroken(defaultValue)) return brokenTree(declaration.keyRange);
    // Without a default and without a value, which is reported where it should be given.
    let value = defaultValue ?? brokenTree(declaration.keyRange);
    const wrong = defaultValue && parameterValueProblem(declaration, defaultValue, defaultValue);
    if (wrong !== undefined) {
      report({
        code: 'bad-parameter',
        message: `the default does not fit: ${wrong}`,
        range: defaultValue!.range,
      });
    }
    for (const last of changes) {
      const change = last.get(name);
      if (change) value = overriddenValue(declaration, change, defaultValue) ?? value;
    }
    return value;
  }

  /** The value of an override; undefined if the parameter does not allow it. */
  function overriddenValue(
    declaration: ParameterDeclaration,
    change: Override,
    defaultValue: YamlTree | undefined,
  ): YamlTree | undefined {
    let value = substituteAndUnroll(change.value, scope, report);
    if (containsBroken(value)) return undefined;
    const isText = defaultValue
      ? defaultValue.kind === 'scalar' && typeof defaultValue.value === 'string'
      : declaration.type === 'text';
    if (isText && change.text !== undefined && value.kind === 'scalar' && typeof value.value !== 'string') {
      value = { ...value, value: change.text };
    }
    const wrong = parameterValueProblem(declaration, value, defaultValue);
    if (wrong === undefined) return value;
    report({
      code: 'bad-parameter-value',
      message: wrong,
      range: change.value.range,
      notes: [{ message: 'the parameter is declared here', range: declaration.keyRange }],
    });
    return undefined;
  }

  const scope: ParameterScope = {
    lookup: (name) => {
      used.add(name);
      const declaration = declarations.get(name);
      if (declaration) return valueOf(declaration);
      if (invalid.has(name)) return brokenTree({ file: '', start: 0, end: 0 });
      return outer?.lookup(name);
    },
    names: () => [keysOf(declarations), keysOf(invalid), ...(outer?.names() ?? [])],
  };
  for (const change of checked) {
    const declaration = declarations.get(change.path);
    if (!declaration) continue;
    valueOf(declaration);
    const defaultValue = defaults.get(declaration.name);
    if (defaultValue && containsBroken(defaultValue)) continue;
    overriddenValue(declaration, change, defaultValue);
  }

  const resolved = (): ResolvedParam[] =>
    [...declarations.values()].flatMap((declaration) => {
      const { name, keyRange } = declaration;
      const value = valueOf(declaration);
      if (value.kind === 'broken') return [];
      const last = changes.findLastIndex((layer) => layer.has(name));
      const origin = last < 0 ? 'default' : layers[last]!.origin;
      return [{ name, value: toPlainData(value), origin, range: keyRange, used: used.has(name) } as const];
    });
  return {
    scope,
    resolved,
    isUsed: (name) => used.has(name),
    names: () => [keysOf(declarations), keysOf(invalid)],
  };
}

/** The last override of each path. */
const lastOverridePerPath = (changes: readonly Override[]): ReadonlyMap<string, Override> =>
  new Map(changes.map((change) => [change.path, change]));

/** Names within `${...}` anywhere in a value, except the variables of its own loops. */
export function* referencedNames(root: YamlTree): Generator<string> {
  const waiting: { tree: YamlTree; hidden: ReadonlySet<string> }[] = [{ tree: root, hidden: new Set() }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { tree, hidden } = next;
    if (tree.kind === 'list') for (const item of tree.value) waiting.push({ tree: item, hidden });
    else if (tree.kind === 'map') {
      const loop = valueAtKey(tree, 'for');
      const maps = loop?.kind === 'list' ? loop.value : loop ? [loop] : [];
      const variables = maps.flatMap((one) => (one.kind === 'map' ? one.value.map(({ key }) => key) : []));
      const inside = variables.length > 0 ? new Set([...hidden, ...variables]) : hidden;
      for (const { key, value } of tree.value)
        waiting.push({ tree: value, hidden: key === 'layers' ? inside : hidden });
    } else if (typeof tree.value === 'string') {
      for (const [, inner] of tree.value.matchAll(/\$\{([^}]*)\}/g)) {
        for (const [name] of inner!.matchAll(/[A-Za-z_]\w*/g)) if (!hidden.has(name)) yield name;
      }
    }
  }
}

/**
 * Reads the sets of values under `profiles`. They assign parameters, but a path (`plan.link.on.epochs`) or a
 * top-level scalar (`seed`) can be changed as well.
 */
export function readProfiles(
  section: YamlTree | undefined,
  params: YamlTree | undefined,
  report: DiagnosticReporter,
): Map<string, Override[]> {
  const names = new Set(params?.kind === 'map' ? params.value.map(({ key }) => key) : []);
  const candidates = [...names, ...TOP_LEVEL_SCALARS];
  const known = (entry: TreeEntry): boolean => {
    const { key, keyRange } = entry;
    if (names.has(key) || key.includes('.') || TOP_LEVEL_SCALARS.includes(key)) return true;
    report({
      code: 'unknown-parameter',
      message: `there is no parameter \`${key}\``,
      range: keyRange,
      help: didYouMean(nearestName(key, candidates), keyRange, 'declare it under `params`'),
    });
    return false;
  };
  return new Map(
    sectionEntries(section, 'profiles', report).map(({ key, value }) => [
      key,
      sectionEntries(value, `the profile \`${key}\``, report)
        .filter(known)
        .map((entry) => ({
          path: entry.key,
          pathRange: entry.keyRange,
          value: profileTree(entry.value),
        })),
    ]),
  );
}

function profileTree(tree: YamlTree): YamlTree {
  return { ...tree, origin: 'profile' };
}

/** Reports that neither the graph nor a part of it has a profile. */
export function checkProfileExists(
  name: string | undefined,
  names: readonly string[],
  report: DiagnosticReporter,
): void {
  if (name === undefined || names.includes(name)) return;
  report({
    code: 'unknown-profile',
    message: `the graph has no profile \`${name}\``,
    help:
      didYouMean(nearestName(name, names)) ??
      (names.length > 0 ? `it has ${names.join(', ')}` : 'it has no profiles'),
  });
}

function sectionEntries(
  section: YamlTree | undefined,
  name: string,
  report: DiagnosticReporter,
): readonly TreeEntry[] {
  if (!section || section.kind === 'broken') return [];
  if (section.kind === 'map') return section.value;
  if (section.kind === 'scalar' && section.value === null) return [];
  report({
    code: 'wrong-type',
    message: `${name === 'params' || name === 'profiles' ? `\`${name}\`` : name} is a map of names to values, not ${describeValue(section)}`,
    range: section.range,
  });
  return [];
}
