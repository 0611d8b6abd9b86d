import {
  createDiagnosticCollector,
  type DiagnosticReporter,
  type Sources,
  type WithDiagnostics,
} from '../diagnostics/index.js';
import type { Document, OmittedEntry, Located, PartEntry } from './document.js';
import { expandGraph } from './expand-graph.js';
import { createPartLoader, keepNeeded, REVISION, type ReadPart } from './imports/index.js';
import { declaredName, namePrefixes } from './names/index.js';
import {
  checkProfileExists,
  COMMAND_LINE_SOURCE,
  commandLineText,
  readOverrides,
} from './parameters/index.js';
import { createWordsReader } from './own-words/index.js';
import { omittedNames } from './omitted-names.js';
import { readGraphTree } from './read-graph-tree.js';
import {
  readDataEntry,
  readEvaluationEntry,
  readFunctionEntry,
  readModelEntry,
  readNetworkEntry,
  readPhaseEntries,
  readReportEntry,
  type ReaderContext,
  readSeeds,
} from './reading/index.js';
import { resolvedGraphData } from './resolved-graph.js';
import { checkStructure, PART_SECTIONS, toFullName } from './structure/index.js';
import { valueAtKey, containsBroken, type YamlTree, type TreeEntry } from './text/index.js';

export interface ReadGraphOptions {
  /** `name=value` for parameters, `plan.link.on.batch_size=64` for anything else. */
  overrides: string[];
  profile?: string;
  /** Reads the files that the graph imports; without it, importing is an error. */
  readPart?: ReadPart;
}

/** A Document, and the texts that ranges point into, which are there without one as well. */
type ReadGraph = WithDiagnostics<Document> & {
  sources: Sources;
  parts: readonly PartEntry[];
};

/**
 * Text -> Document.
 *
 *     text ──YAML──▶ tree ──overrides, parameters, loops, parts, extends──▶ plain tree ──structure──▶ valid parts ──▶ Document
 *
 * All errors are reported at once. There is no Document only if the text is not YAML or whole
 * sections are unreadable; an entry with an error is in it as far as it can be read.
 */
export function readGraph(text: string, file: string, options: ReadGraphOptions): ReadGraph {
  const { report, diagnostics, hasErrors } = createDiagnosticCollector();
  const loader = createPartLoader(options.readPart, report, readGraphTree);
  const words = createWordsReader(options.readPart, report);
  const sources = () =>
    new Map([
      ...sourceTexts(file, text, options.overrides),
      ...loader.sources,
      ...[...words.modules.values()].map((module) => [module.file, module.text] as const),
    ]);

  // 1. Parse the texts; apply what changes them, substitute parameters, unroll loops, put in parts, resolve `extends`.
  const written = readGraphTree(text, file, report);
  if (!written) return { diagnostics, sources: sources(), parts: [] };
  words.read(written, file);
  const warnings: (() => void)[] = [];
  const commandLine = readOverrides(options.overrides, report);
  const graph = expandGraph(
    {
      tree: written,
      files: [file],
      layers: [{ origin: 'command line', changes: commandLine }],
      checked: [],
    },
    { loader, words, profile: options.profile, report, warnUnused: (warn) => void warnings.push(warn) },
  );
  const { params, profiles, parts } = graph;
  checkProfileExists(options.profile, profiles, report);
  const nothing = (): ReadGraph => ({ diagnostics, sources: sources(), parts });

  // 2. Leave out what nothing needs of the parts.
  const spaces = entriesOf(valueAtKey(graph.tree, 'imports')).filter(({ key }) => graph.files.includes(key));
  const { root: needed, unneeded } = keepNeeded(graph.tree, graph.files);

  // 3. Check the structure; read its valid parts.
  const { root, faulty } = checkStructure(needed, report);
  if (PART_SECTIONS.some((section) => faulty.has(section))) return nothing();
  if (!hasErrors()) {
    warnOfUnusedParts(spaces, root, report);
    // What has neither plan nor evaluations nor reports is there for others, which use it as a part.
    const isRun = ['plan', 'evaluate', 'report'].some((key) => entriesOf(valueAtKey(root, key)).length > 0);
    if (isRun) for (const warn of warnings) warn();
  }
  const rewritten: ReaderContext['rewritten'] = new Map();
  const leftOut: OmittedEntry[] = omittedNames(root, graph);
  const namespaces = namespacesOf(graph.tree, parts, graph.unread);
  const section = <T>(
    key: string,
    kind: OmittedEntry['kind'],
    read: (entry: TreeEntry, context: ReaderContext) => T | undefined,
  ): T[] =>
    entriesOf(valueAtKey(root, key)).flatMap((entry) => {
      const isFaulty = faulty.has(key) || faulty.has(`${key}/${entry.key}`);
      let whole = !isFaulty && !containsBroken(entry.value);
      // An entry that should be a map but is not has nothing to read.
      const isReadable =
        !faulty.has(key) && (isFaulty ? entry.value.kind === 'map' : entry.value.kind !== 'broken');
      const context: ReaderContext = { report, rewritten, namespaces, fail: () => (whole = false) };
      const value = isReadable ? read(entry, context) : undefined;
      if (!whole) {
        // An invalid name is reported once, at its declaration; uses may spell it as corrected.
        const own = declaredName(key, entry.key);
        const names = kind === 'report' ? [entry.key] : new Set([own, toFullName(own)]);
        for (const name of names) leftOut.push({ kind, name });
      }
      return value === undefined ? [] : [value];
    });
  const { start } = root.range;
  const byDefault = <T>(value: T): Located<T> => ({
    value,
    range: { file, start, end: start },
    origin: 'default',
  });

  const document: Document = {
    file,
    sources: sources(),
    name: locatedScalar<string>(root, 'name') ?? byDefault(graphNameFromFile(file)),
    description: locatedScalar<string>(root, 'description'),
    ...readSeeds({ seed: valueAtKey(root, 'seed'), seeds: valueAtKey(root, 'seeds') }, byDefault(0), report),
    params,
    profiles,
    parts,
    unneeded,
    words: words.words,
    wordModules: [...words.modules.values()],
    ...(graph.templates.own.size > 0 ? { templates: [...graph.templates.own.keys()] } : {}),
    data: section('data', 'data', readDataEntry),
    networks: section('networks', 'network', readNetworkEntry),
    models: section('models', 'model', readModelEntry),
    functions: section('functions', 'function', readFunctionEntry),
    plan: section('plan', 'phase', readPhaseEntries).flat(),
    evaluate: section('evaluate', 'evaluation', readEvaluationEntry),
    report: section('report', 'report', readReportEntry),
    leftOut,
    resolved: resolvedGraphData(root, rewritten),
  };
  return { value: document, diagnostics, sources: document.sources, parts };
}

/** All that may stand before the name of a network or model: `a` and `a.b` of `a.b.encoder`. */
function namespacesOf(
  root: YamlTree,
  parts: readonly PartEntry[],
  unread: readonly string[],
): ReadonlySet<string> {
  const names = PART_SECTIONS.flatMap((key) =>
    entriesOf(valueAtKey(root, key)).map((entry) => declaredName(key, entry.key)),
  );
  const found = new Set([...parts.map(({ namespace }) => namespace), ...unread]);
  for (const name of names) {
    const [, ...before] = namePrefixes(name);
    for (const namespace of before) found.add(namespace);
  }
  return found;
}

/** Warns of parts of which the graph itself uses nothing. */
function warnOfUnusedParts(spaces: readonly TreeEntry[], root: YamlTree, report: DiagnosticReporter): void {
  const names = PART_SECTIONS.flatMap((key) => entriesOf(valueAtKey(root, key)).map((entry) => entry.key));
  for (const { key, keyRange } of spaces) {
    if (names.some((name) => name.startsWith(`${key}.`))) continue;
    report({
      code: 'unused',
      severity: 'warning',
      message: `nothing of the part \`${key}\` is used`,
      range: keyRange,
      help: 'use it, or take it out',
    });
  }
}

/** A section's entries; those of a list by index. */
function entriesOf(section: YamlTree | undefined): readonly TreeEntry[] {
  if (section?.kind === 'map') return section.value;
  if (section?.kind !== 'list') return [];
  return section.value.map((value, i) => ({ key: String(i), keyRange: value.range, value }));
}

function locatedScalar<T>(root: YamlTree, key: string): Located<T> | null {
  const tree = valueAtKey(root, key);
  return tree?.kind === 'scalar' && tree.value !== null
    ? { value: tree.value as T, range: tree.range, origin: tree.origin }
    : null;
}

/** The texts that ranges refer to. */
function sourceTexts(file: string, text: string, overrides: readonly string[]): Map<string, string> {
  const sources = new Map([[file, text]]);
  if (overrides.length > 0) sources.set(COMMAND_LINE_SOURCE, commandLineText(overrides));
  return sources;
}

/** `graphs/signs-to-mnist.yaml` and `v1.0:graphs/signs-to-mnist.yaml` -> `signs-to-mnist` */
function graphNameFromFile(file: string): string {
  const base = /([^/\\]*)$/.exec(file.replace(REVISION, ''))![1]!.replace(/\.ya?ml$/, '');
  return /^<.*>$/.test(base) || base === '' ? 'graph' : base;
}
