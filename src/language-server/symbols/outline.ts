import {
  entriesOfMap,
  readFunctionSignature,
  readMadeNames,
  REPORT_KINDS,
  splitDataUse,
  valueAtKey,
  type FunctionSignature,
  type MadeNames,
  type TreeEntry,
  type YamlTree,
} from '../../dsl/index.js';
import { scanExpression } from './scan-expression.js';

/** What a graph declares, by name, as it is written: also where it has errors. */
export interface GraphOutline {
  /** Namespaces of parts. */
  imports: ReadonlyMap<string, TreeEntry>;
  params: ReadonlyMap<string, TreeEntry>;
  profiles: ReadonlyMap<string, TreeEntry>;
  data: ReadonlyMap<string, DataOutline>;
  networks: ReadonlyMap<string, NetworkOutline>;
  models: ReadonlyMap<string, ModelOutline>;
  /** By name, without the parameters. */
  functions: ReadonlyMap<string, FunctionOutline>;
  plan: ReadonlyMap<string, PhaseOutline>;
  evaluate: ReadonlyMap<string, TreeEntry>;
  report: readonly YamlTree[];
  /** Names that loops make of those of the sections. */
  made: MadeNames;
  templates: ReadonlyMap<string, YamlTree>;
}

/** A section whose entries have names. */
type NamedSection = 'data' | 'networks' | 'models' | 'plan';

/** The name in a section as it is written: `encoder_${d}` for `encoder_a` that is made of it. Undefined if there is none. */
export function writtenName(outline: GraphOutline, section: NamedSection, name: string): string | undefined {
  return outline[section].has(name) ? name : outline.made.get(section)?.get(name);
}

/** The names in a section: of one that stands for several, these. */
export function namesIn(outline: GraphOutline, section: NamedSection): string[] {
  const made = [...(outline.made.get(section) ?? [])];
  return [...outline[section].keys()].flatMap((name) => {
    const own = made.flatMap(([one, written]) => (written === name ? [one] : []));
    return own.length > 0 ? own : [name];
  });
}

export interface DataOutline {
  entry: TreeEntry;
  source: string | undefined;
  from: string | undefined;
  /** Data sets of a pair, by the names of the members. */
  members: ReadonlyMap<string, string>;
  added: readonly TreeEntry[];
  splits: readonly TreeEntry[];
}

export interface NetworkOutline {
  entry: TreeEntry;
  like: string | undefined;
  inputs: readonly TreeEntry[];
  nodes: readonly TreeEntry[];
}

export interface ModelOutline {
  entry: TreeEntry;
  /** A model in one expression. */
  expression: YamlTree | undefined;
  inputs: readonly TreeEntry[];
  wires: readonly TreeEntry[];
}

export interface FunctionOutline {
  entry: TreeEntry;
  parameters: FunctionSignature['parameters'];
}

export interface PhaseOutline {
  entry: TreeEntry;
  extends: string | undefined;
  /** The data set that is trained on, without its split. */
  data: string | undefined;
  wires: readonly TreeEntry[];
  metrics: readonly TreeEntry[];
  losses: readonly TreeEntry[];
  updates: readonly YamlTree[];
}

/**
 * @param root with its parts put in
 * @param params of its parts
 */
export function readOutline(
  root: YamlTree | undefined,
  params: readonly TreeEntry[] = [],
  templates: GraphOutline['templates'] = new Map(),
): GraphOutline {
  const section = (key: string) => new Map(entriesAt(root, key).map((entry) => [entry.key, entry]));
  const read = <T>(key: string, outlineOf: (entry: TreeEntry) => T): Map<string, T> =>
    new Map([...section(key)].map(([name, entry]) => [name, outlineOf(entry)]));
  const datasets = section('data');
  return {
    imports: section('imports'),
    params: new Map([...section('params'), ...params.map((entry) => [entry.key, entry] as const)]),
    profiles: section('profiles'),
    data: read('data', (entry) => ({
      entry,
      source: textAt(entry.value, 'source') ?? wordAt(entry.value, 'source'),
      from: textAt(entry.value, 'from'),
      members: new Map(
        entriesAt(entry.value, 'pair').flatMap(({ key, value }) => {
          const dataset = textOf(value);
          return dataset === undefined ? [] : [[key, dataset] as const];
        }),
      ),
      added: entriesAt(entry.value, 'add'),
      splits: entriesAt(entry.value, 'split'),
    })),
    networks: read('networks', (entry) => ({
      entry,
      like: textAt(entry.value, 'like'),
      inputs: entriesAt(entry.value, 'inputs'),
      nodes: entriesAt(entry.value, 'nodes'),
    })),
    models: read('models', (entry) => ({
      entry,
      expression: entry.value.kind === 'scalar' ? entry.value : undefined,
      inputs: entriesAt(entry.value, 'inputs'),
      wires: entriesAt(entry.value, 'wires'),
    })),
    functions: new Map(
      entriesAt(root, 'functions').flatMap((entry) => {
        const signature = readFunctionSignature(entry.key);
        return signature ? [[signature.name, { entry, parameters: signature.parameters }] as const] : [];
      }),
    ),
    plan: read('plan', (entry) => ({
      entry,
      extends: textAt(entry.value, 'extends'),
      data: datasetOf(valueAtKey(entry.value, 'on'), datasets),
      wires: entriesAt(entry.value, 'wires'),
      metrics: entriesAt(entry.value, 'metrics'),
      losses: entriesAt(entry.value, 'losses'),
      updates: itemsOf(valueAtKey(entry.value, 'updates')),
    })),
    evaluate: section('evaluate'),
    report: itemsOf(valueAtKey(root, 'report')),
    made: root ? readMadeNames(root) : new Map(),
    templates,
  };
}

/** What stands behind the kind of a report. */
export const reportBody = (report: YamlTree | undefined): YamlTree | undefined =>
  REPORT_KINDS.map((kind) => valueAtKey(report, kind)).find((body) => body !== undefined);

export const entriesAt = (tree: YamlTree | undefined, key: string): readonly TreeEntry[] =>
  entriesOfMap(valueAtKey(tree, key));

export const textOf = (tree: YamlTree | undefined): string | undefined =>
  tree?.kind === 'scalar' && typeof tree.value === 'string' ? tree.value : undefined;

export const textAt = (tree: YamlTree | undefined, key: string): string | undefined =>
  textOf(valueAtKey(tree, key));

/** `{idx: {...}}`: the word of a value with arguments. */
const wordAt = (tree: YamlTree | undefined, key: string): string | undefined => entriesAt(tree, key)[0]?.key;

/** An expression, or a map with `value` and `was`: the expression. */
export const expressionOf = (tree: YamlTree): YamlTree | undefined =>
  tree.kind === 'map' ? valueAtKey(tree, 'value') : tree;

/** A list, or a single item that stands for a list of one. */
export function itemsOf(tree: YamlTree | undefined): readonly YamlTree[] {
  if (!tree) return [];
  return tree.kind === 'list' ? tree.value : [tree];
}

/** `mnist.test`, or a map with `data`: the text that names data. */
export const dataUseOf = (tree: YamlTree | undefined): YamlTree | undefined =>
  valueAtKey(tree, 'data') ?? tree;

/** The data set that a use of data names, without its split. */
export function datasetOf(
  tree: YamlTree | undefined,
  datasets: ReadonlyMap<string, unknown>,
): string | undefined {
  const text = textOf(dataUseOf(tree));
  return text === undefined ? undefined : splitDataUse(text, (name) => datasets.has(name)).dataset;
}

/** Entries along a chain of references, the first one first; each once, so that circles end. */
export function chainFrom<T>(
  entries: ReadonlyMap<string, T>,
  first: string | undefined,
  next: (entry: T) => string | undefined,
): { name: string; entry: T }[] {
  const chain = new Map<string, T>();
  for (let name = first; name !== undefined && !chain.has(name);) {
    const entry = entries.get(name);
    if (!entry) break;
    chain.set(name, entry);
    name = next(entry);
  }
  return [...chain].map(([name, entry]) => ({ name, entry }));
}

/** A phase and those that it extends, itself first. */
export const phaseChain = ({ plan }: GraphOutline, name: string | undefined) =>
  chainFrom(plan, name, (phase) => phase.extends);

/** The data set that a phase trains on. */
export const datasetOfPhase = (outline: GraphOutline, name: string): string | undefined =>
  phaseChain(outline, name).find(({ entry }) => entry.data !== undefined)?.entry.data;

/** The data set that a weight of `initial` is filled from: one of its own, or that of the phase. */
export function datasetOfInitial(
  outline: GraphOutline,
  phase: string,
  initial: YamlTree | undefined,
): string | undefined {
  const on = valueAtKey(initial, 'on');
  return on ? datasetOf(on, outline.data) : datasetOfPhase(outline, phase);
}

/** The network whose layers a network has: itself, or the one that it is `like`. */
export const networkOfLayers = ({ networks }: GraphOutline, name: string): string =>
  chainFrom(networks, name, (network) => network.like).at(-1)?.name ?? name;

/** The network or model whose outputs a value has, if the value is one call. */
export function calleeOfValue(value: YamlTree): string | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : scanExpression(text).result;
}
