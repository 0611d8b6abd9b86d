import {
  didYouMean,
  nearestName,
  availableNamesText,
  type DiagnosticReporter,
  type TemplateUse,
} from '../diagnostics/index.js';
import { checkNamespaces } from './check-namespaces.js';
import type { PartEntry, ResolvedParam } from './document.js';
import { createGraphTemplates, readSetUse, type GraphTemplates } from './graph-templates.js';
import {
  changeInPart,
  partEntries,
  qualifyMade,
  qualifyNames,
  putInParts,
  readImports,
  type ImportEntry,
  type PartLoader,
} from './imports/index.js';
import type { WordsReader } from './own-words/index.js';
import { mergeExtendedPhases } from './passes/index.js';
import {
  applyOverrides,
  readProfiles,
  referencedNames,
  resolveParameters,
  substituteAndUnroll,
  TEMPLATE_PARAMETER,
  warnOfUnusedTemplates,
  type ChangeLayer,
  type Override,
  type ParameterScope,
  type Template,
  type Templates,
} from './parameters/index.js';
import { checkStructure, isPartSection, overridableKeysAt, TOP_LEVEL_SCALARS } from './structure/index.js';
import {
  entriesOfMap,
  findEntry,
  valueAtKey,
  type MapTree,
  type TreeEntry,
  type YamlTree,
} from './text/index.js';

/** What all graphs that are read together share. */
export interface ExpandContext {
  loader: PartLoader<MapTree>;
  words: WordsReader;
  /** The chosen profile. */
  profile: string | undefined;
  report: DiagnosticReporter;
  /** Does something once all is known to be without errors. */
  warnUnused(warn: () => void): void;
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
  /** For what a template makes: the graph around it, which it sees. */
  around?: { scope: ParameterScope; templates: Templates };
}

export interface ExpandedGraph {
  /** The graph with its parts put in: parameters substituted, loops unrolled, `extends` resolved. */
  tree: MapTree;
  params: ResolvedParam[];
  profiles: string[];
  parts: PartEntry[];
  /** Namespaces of parts that could not be read. */
  unread: string[];
  /** Names with variables, as they are written, of entries that could not be unrolled, by section. */
  unmade: { section: string; name: string }[];
  /** Namespaces of its own parts that are files: of those, only what is needed stays. */
  files: string[];
  templates: GraphTemplates;
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
  const { around } = graph;
  const params = resolveParameters(valueAtKey(written, 'params'), checked, layers, report, {
    ...(around ? { outer: around.scope, schema: TEMPLATE_PARAMETER } : {}),
  });
  const names = new Set(params.names().flat());

  const importsOf = (tree: YamlTree): YamlTree | undefined => {
    const imports = valueAtKey(tree, 'imports');
    return imports && substituteAndUnroll(imports, params.scope, report);
  };
  const spaces = entriesOfMap(importsOf(written)).map(({ key }) => key);
  const isOfPart = (change: Override) => spaces.some((space) => changeInPart(change, space) !== undefined);
  const changes = layers.flatMap((layer) =>
    layer.changes.filter((change) => !names.has(change.path) && !isOfPart(change)),
  );
  const given = layers.find(({ origin }) => origin === 'import')?.changes ?? [];
  for (const change of given) if (!names.has(change.path)) reportUnknownValue(change, graph, names, report);
  const unmade: ExpandedGraph['unmade'] = [];
  const ofMade: Override[] = [];
  const changed = applyOverrides(
    withoutKeys(written, ['params', 'profiles']),
    changes.filter((change) => !given.includes(change)),
    overridableKeysAt,
    params.names(),
    report,
    (change) => ofMade.push(change),
  ) as MapTree;
  const templates = createGraphTemplates(
    valueAtKey(changed, 'templates'),
    params.scope,
    report,
    around?.templates,
  );

  const substituted = (change: Override): Override => ({
    ...change,
    value: substituteAndUnroll(change.value, params.scope, report),
  });
  const inPart = (list: readonly Override[], space: string): Override[] =>
    list.flatMap((change) => {
      const inner = changeInPart(change, space);
      return inner ? [substituted(inner)] : [];
    });
  const imports = importsOf(changed);
  const expandPart = (
    entry: ImportEntry,
    part: Pick<WrittenGraph, 'tree' | 'files' | 'around'>,
    values: readonly Override[],
  ): ExpandedGraph =>
    expandGraph(
      {
        ...part,
        namespace: namespace === undefined ? entry.namespace : `${namespace}.${entry.namespace}`,
        layers: [
          { origin: 'import', changes: values },
          ...layers.map(({ origin, changes: list }) => ({ origin, changes: inPart(list, entry.namespace) })),
        ],
        checked: inPart(checked, entry.namespace),
      },
      context,
    );
  const entries = readImports(imports, report);
  const files = entries.flatMap((entry) => {
    const part = entry.use ? undefined : context.loader.load(entry, graph.files);
    if (!part) return [];
    context.words.read(part.tree, part.file);
    const written = { tree: checkedPart(part.tree, report), files: [...graph.files, part.file] };
    return [{ entry, file: part.file, inner: expandPart(entry, written, givenValues(entry)) }];
  });
  for (const { namespace: space, use } of entries) {
    if (!use) templates.addPart(space, files.find(({ entry }) => entry.namespace === space)?.inner);
  }
  const made = entries.flatMap((entry) => {
    const set = entry.use && readSetUse(entry, entry.use, namespace, templates, report);
    if (!set) return [];
    const part = {
      tree: set.tree,
      files: graph.files,
      around: { scope: set.template.scope, templates: set.template.templates() },
    };
    const inner = expandPart(entry, part, set.values);
    for (const { name } of inner.params.filter(({ used }) => used)) set.template.needed.add(name);
    return [{ entry, set, inner }];
  });
  const expanded = [...files, ...made];

  const unrolled = substituteAndUnroll(withoutKeys(changed, ['imports', 'templates']), params.scope, report, {
    templates,
    place: 'graph',
    unmade: (section, name) => unmade.push({ section, name }),
  }) as MapTree;
  const withImports = imports ? withEntryOf(unrolled, changed, 'imports', imports) : unrolled;
  const body = applyOverrides(
    withImports,
    ofMade.map(substituted),
    overridableKeysAt,
    params.names(),
    report,
  ) as MapTree;
  checkNamespaces(body, names, report);
  // What only texts refer to that nothing uses here is not unused.
  for (const template of templates.own.values())
    if (template.uses === 0) for (const name of referencedNames(template.body)) params.scope.lookup(name);
  if (namespace === undefined) context.warnUnused(() => warnOfUnusedTemplates(templates.own, report));

  const qualified = [
    ...files.map(({ entry, inner }) => ({
      entry,
      sections: qualifyNames(inner.tree, entry.namespace, body, entry.was),
    })),
    ...made.map(({ entry, inner, set: { template, use } }) => ({
      entry,
      sections: withQualified(qualifyMade(inner.tree, entry.namespace, use, entry.was), template, use),
    })),
  ];
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
    unmade: [
      ...unmade,
      ...expanded.flatMap(({ entry, inner }) =>
        inner.unmade.map(({ section, name }) => ({ section, name: `${entry.namespace}.${name}` })),
      ),
    ],
    unread: [
      ...spaces.filter((space) => !read.has(space)),
      ...expanded.flatMap(({ entry, inner }) => inner.unread.map((space) => `${entry.namespace}.${space}`)),
    ],
    parts: partEntries(files),
    files: files.map(({ entry }) => entry.namespace),
    templates,
  };
}

const withoutKeys = (graph: MapTree, keys: readonly string[]): MapTree => ({
  ...graph,
  value: graph.value.filter(({ key }) => !keys.includes(key)),
});

/** A graph with an entry of another one, with another value. */
const withEntryOf = (graph: MapTree, other: MapTree, key: string, value: YamlTree): MapTree => ({
  ...graph,
  value: [...graph.value, { ...findEntry(other, key)!, value }],
});

/** Entries that a template of a part makes, with the namespace of that part before names that it declares. */
function withQualified(
  sections: ReadonlyMap<string, readonly TreeEntry[]>,
  { qualify }: Template,
  use: TemplateUse,
): ReadonlyMap<string, readonly TreeEntry[]> {
  if (!qualify) return sections;
  return new Map(
    [...sections].map(([section, entries]) => [
      section,
      entries.map((entry) => ({ ...entry, value: qualify(entry.value, [section, entry.key], use) })),
    ]),
  );
}

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
    ['params', 'profiles', 'templates'].includes(key) || (isPartSection(key) && value.kind === 'map');
  const rest = part.value.filter((entry) => !isUsed(entry) && !isLeftOut(entry.key));
  checkStructure({ ...part, value: rest }, report);
  return { ...part, value: part.value.filter((entry) => isUsed(entry) || entry.key === 'imports') };
}

/** Keys of a part that mean nothing to its importer. */
const isLeftOut = (key: string): boolean =>
  TOP_LEVEL_SCALARS.includes(key) || key === 'evaluate' || key === 'report';
