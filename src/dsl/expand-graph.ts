import {
  didYouMean,
  nearestName,
  availableNamesText,
  type DiagnosticReporter,
} from '../diagnostics/index.js';
import type { PartEntry, ResolvedParam } from './document.js';
import {
  changeInPart,
  partEntries,
  qualifyNames,
  putInParts,
  readImports,
  type ImportEntry,
  type PartLoader,
} from './imports/index.js';
import { mergeExtendedPhases } from './passes/index.js';
import {
  applyOverrides,
  readProfiles,
  resolveParameters,
  substituteAndUnroll,
  type ChangeLayer,
  type Override,
} from './parameters/index.js';
import {
  checkStructure,
  isPartSection,
  overridableKeysAt,
  SECTIONS,
  TOP_LEVEL_SCALARS,
} from './structure/index.js';
import { entriesOfMap, valueAtKey, type MapTree, type TreeEntry, type YamlTree } from './text/index.js';

/** What all graphs that are read together share. */
export interface ExpandContext {
  loader: PartLoader<MapTree>;
  /** The chosen profile. */
  profile: string | undefined;
  report: DiagnosticReporter;
}

/** A graph as it is written, and what changes it from outside. */
interface WrittenGraph {
  tree: MapTree;
  /** The files that lead to it, its own last. */
  files: readonly string[];
  /** Undefined for the graph itself. */
  namespace?: string;
  /** Changes beyond those of its own profile; of several, the later ones win. */
  layers: readonly ChangeLayer[];
  /** Changes of unselected profiles of those that import it: they are validated. */
  checked: readonly Override[];
}

export interface ExpandedGraph {
  /** The graph with its parts put in: parameters substituted, loops unrolled, `extends` resolved. */
  tree: MapTree;
  params: ResolvedParam[];
  profiles: string[];
  parts: PartEntry[];
  /** Whether all parts could be read. */
  whole: boolean;
}

/**
 * Applies what changes a graph, then substitutes and unrolls, then puts in its parts, which are expanded in the same
 * way, and at last resolves `extends`.
 */
export function expandGraph(graph: WrittenGraph, context: ExpandContext): ExpandedGraph {
  const { tree: written, namespace } = graph;
  const { report } = context;
  const profiles = readProfiles(valueAtKey(written, 'profiles'), valueAtKey(written, 'params'), report);
  const chosen = (context.profile === undefined ? undefined : profiles.get(context.profile)) ?? [];
  const own = namespace === undefined ? chosen : chosen.filter(({ path }) => !isLeftOut(path.split('.')[0]!));
  const layers: ChangeLayer[] = [{ origin: 'profile', changes: own }, ...graph.layers];
  const checked = [...[...profiles.values()].flat(), ...graph.checked];
  const params = resolveParameters(valueAtKey(written, 'params'), checked, layers, report);
  const names = new Set(params.scope.names().flat());

  const spaces = entriesOfMap(valueAtKey(written, 'imports')).map(({ key }) => key);
  const isOfPart = (change: Override) => spaces.some((space) => changeInPart(change, space) !== undefined);
  const changes = layers.flatMap((layer) =>
    layer.changes.filter((change) => !names.has(change.path) && !isOfPart(change)),
  );
  const given = layers.find(({ origin }) => origin === 'import')?.changes ?? [];
  for (const change of given) if (!names.has(change.path)) reportUnknownValue(change, graph, names, report);
  const changed = applyOverrides(
    withoutParameters(written),
    changes.filter((change) => !given.includes(change)),
    overridableKeysAt,
    params.scope.names(),
    report,
  );
  const body = substituteAndUnroll(changed, params.scope, report) as MapTree;
  checkNamespaces(body, names, report);

  const substituted = (change: Override): Override => ({
    ...change,
    value: substituteAndUnroll(change.value, params.scope, report),
  });
  const inPart = (list: readonly Override[], space: string): Override[] =>
    list.flatMap((change) => {
      const inner = changeInPart(change, space);
      return inner ? [substituted(inner)] : [];
    });
  const expanded = readImports(valueAtKey(body, 'imports'), report).flatMap((entry) => {
    const part = context.loader.load(entry, graph.files);
    if (!part) return [];
    const space = entry.namespace;
    const inner = expandGraph(
      {
        tree: checkedPart(part.tree, report),
        files: [...graph.files, part.file],
        namespace: namespace === undefined ? space : `${namespace}.${space}`,
        layers: [
          { origin: 'import', changes: givenValues(entry) },
          ...layers.map(({ origin, changes: list }) => ({ origin, changes: inPart(list, space) })),
        ],
        checked: inPart(checked, space),
      },
      context,
    );
    return [{ entry, file: part.file, inner }];
  });

  const qualified = expanded.map(({ entry, inner }) => ({
    entry,
    sections: qualifyNames(inner.tree, entry.namespace, body, entry.was),
  }));
  const read = new Set(expanded.map(({ entry }) => entry.namespace));
  const isUnread = (name: string): boolean =>
    spaces.some((space) => !read.has(space) && name.startsWith(`${space}.`));
  const within = (prefix: string, params: readonly ResolvedParam[]): ResolvedParam[] =>
    params.map((param) => ({ ...param, name: `${prefix}.${param.name}`, used: true }));
  return {
    tree: mergeExtendedPhases(putInParts(body, qualified), report, isUnread) as MapTree,
    params: [
      ...params.resolved(),
      ...expanded.flatMap(({ entry, inner }) => within(entry.namespace, inner.params)),
    ],
    profiles: [...new Set([...profiles.keys(), ...expanded.flatMap(({ inner }) => inner.profiles)])],
    whole: read.size === spaces.length && expanded.every(({ inner }) => inner.whole),
    parts: partEntries(expanded),
  };
}

/** The graph without `params` and `profiles`, which have been applied. */
const withoutParameters = (graph: MapTree): YamlTree => ({
  ...graph,
  value: graph.value.filter(({ key }) => key !== 'params' && key !== 'profiles'),
});

const givenValues = ({ values }: ImportEntry): Override[] =>
  values.map(({ key, keyRange, value }) => ({
    path: key,
    pathRange: keyRange,
    value: value.origin === 'written' ? { ...value, origin: 'import' } : value,
  }));

function reportUnknownValue(
  { path, pathRange }: Override,
  { files }: WrittenGraph,
  names: ReadonlySet<string>,
  report: DiagnosticReporter,
): void {
  const all = [...names];
  report({
    code: 'unknown-parameter',
    message: `${files.at(-1)} has no parameter \`${path}\``,
    range: pathRange,
    help: didYouMean(nearestName(path, all), pathRange, availableNamesText(all) ?? 'it has no parameters'),
  });
}

/**
 * A part is a graph itself. What comes of it is checked where it is used, and all of it when it is checked by itself; the
 * rest is checked here.
 */
function checkedPart(part: MapTree, report: DiagnosticReporter): MapTree {
  const isUsed = ({ key, value }: TreeEntry): boolean =>
    key === 'params' || key === 'profiles' || (isPartSection(key) && value.kind === 'map');
  const rest = part.value.filter((entry) => !isUsed(entry) && !isLeftOut(entry.key));
  checkStructure({ ...part, value: rest }, report);
  return { ...part, value: part.value.filter((entry) => isUsed(entry) || entry.key === 'imports') };
}

/** Keys of a part that mean nothing to its importer. */
const isLeftOut = (key: string): boolean =>
  TOP_LEVEL_SCALARS.includes(key) || key === 'evaluate' || key === 'report';

/** A name that begins with a namespace must mean one thing. */
function checkNamespaces(body: MapTree, params: ReadonlySet<string>, report: DiagnosticReporter): void {
  const imports = entriesOfMap(valueAtKey(body, 'imports'));
  if (imports.length === 0) return;
  const spaces = new Map(imports.map((entry) => [entry.key, entry]));
  const taken = ({ key, keyRange }: TreeEntry, what: string): void => {
    const space = spaces.get(key) ?? spaces.get(key.slice(0, Math.max(0, key.indexOf('.'))));
    if (!space) return;
    report({
      code: 'name-taken',
      message: `\`${space.key}\` is the namespace of a part, and here the name of ${what}`,
      range: keyRange,
      notes: [{ message: 'the part is imported here', range: space.keyRange }],
      help: 'give one of them another name',
    });
  };
  for (const [section, what] of Object.entries(WHAT)) {
    for (const entry of entriesOfMap(valueAtKey(body, section))) {
      taken(entry, what);
      for (const [key, part] of Object.entries(LOCAL_NAMES[section] ?? {})) {
        for (const local of entriesOfMap(valueAtKey(entry.value, key))) taken(local, part);
      }
    }
  }
  for (const { key, keyRange } of imports) {
    if (!params.has(key) && !GRAPH_KEYS.has(key)) continue;
    report({
      code: 'name-taken',
      message: params.has(key)
        ? `there is a parameter \`${key}\` already`
        : `\`${key}\` is a key of graphs, and can not be the namespace of a part`,
      range: keyRange,
      help: 'give the part another name',
    });
  }
}

const WHAT: Readonly<Record<string, string>> = {
  data: 'a data set',
  networks: 'a network',
  models: 'a model',
  plan: 'a phase',
};

/** Names that an expression can begin with where names of parts stand as well. */
const LOCAL_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  data: { add: 'a field', pair: 'a member of a pair' },
  models: { inputs: 'an input', wires: 'a wire' },
  plan: { wires: 'a wire' },
};

const GRAPH_KEYS: ReadonlySet<string> = new Set([
  'params',
  'profiles',
  'imports',
  ...TOP_LEVEL_SCALARS,
  ...SECTIONS,
]);
