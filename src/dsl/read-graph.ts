import {
  createDiagnosticCollector,
  type WithDiagnostics,
  type DiagnosticReporter,
} from '../diagnostics/index.js';
import type { Document, OmittedEntry, Located } from './document.js';
import { mergeExtendedPhases, removeMisplacedLoops, repairKeyTypos } from './passes/index.js';
import {
  applyOverrides,
  selectProfile,
  COMMAND_LINE_SOURCE,
  commandLineText,
  substituteAndUnroll,
  readOverrides,
  readProfiles,
  resolveParameters,
} from './parameters/index.js';
import {
  readDataEntry,
  readEvaluationEntry,
  readModelEntry,
  readNetworkEntry,
  readPhaseEntry,
  readReportEntry,
  type ReaderContext,
  readSeeds,
} from './reading/index.js';
import { resolvedGraphData } from './resolved-graph.js';
import { checkStructure, toIdentifier, overridableKeysAt } from './structure/index.js';
import {
  valueAtKey,
  describeValue,
  containsBroken,
  parseYaml,
  type YamlTree,
  type TreeEntry,
} from './text/index.js';

export interface ReadGraphOptions {
  /** `name=value` for parameters, `plan.link.on.batch_size=64` for anything else. */
  overrides: string[];
  profile?: string;
}

/**
 * Text -> Document.
 *
 *     text ──YAML──▶ tree ──overrides, parameters, loops, extends──▶ plain tree ──structure──▶ valid parts ──▶ Document
 *
 * All errors are reported at once. There is no Document only if the text is not YAML or whole sections are unreadable;
 * an entry with an error is in it as far as it can be read.
 */
export function readGraph(text: string, file: string, options: ReadGraphOptions): WithDiagnostics<Document> {
  const { report, diagnostics } = createDiagnosticCollector();

  // 1. Parse the text; apply the command line and the profile.
  const parsed = parseYaml(text, file, report);
  if (!checkIsGraph(parsed, text, file, diagnostics.length > 0, report)) return { diagnostics };
  const written = removeMisplacedLoops(repairKeyTypos(parsed, report), report);
  const commandLine = readOverrides(options.overrides, report);
  const profiles = readProfiles(valueAtKey(written, 'profiles'), valueAtKey(written, 'params'), report);
  const profile = selectProfile(profiles, options.profile, report);

  // 2. Substitute parameters, unroll loops, resolve `extends`.
  const params = resolveParameters(valueAtKey(written, 'params'), profiles, profile, commandLine, report);
  const names = new Set(params.scope.names().flat());
  const changes = [...profile, ...commandLine].filter(({ path }) => !names.has(path));
  const changed = applyOverrides(
    withoutParameters(written),
    changes,
    overridableKeysAt,
    params.scope.names(),
    report,
  );
  const graph = mergeExtendedPhases(substituteAndUnroll(changed, params.scope, report), report);

  // 3. Check the structure; read its valid parts.
  const { root, faulty } = checkStructure(graph, report);
  if (['data', 'networks', 'models', 'plan'].some((section) => faulty.has(section))) return { diagnostics };
  const rewritten: ReaderContext['rewritten'] = new Map();
  const leftOut: OmittedEntry[] = [];
  const section = <T>(
    key: string,
    kind: OmittedEntry['kind'],
    read: (entry: TreeEntry, context: ReaderContext) => T,
  ): T[] =>
    entriesOf(valueAtKey(root, key)).flatMap((entry) => {
      const isFaulty = faulty.has(key) || faulty.has(`${key}/${entry.key}`);
      let whole = !isFaulty && !containsBroken(entry.value);
      // An entry that should be a map but is not has nothing to read.
      const isReadable =
        !faulty.has(key) && (isFaulty ? entry.value.kind === 'map' : entry.value.kind !== 'broken');
      const value = isReadable ? read(entry, { report, rewritten, fail: () => (whole = false) }) : undefined;
      if (!whole) {
        // An invalid name is reported once, at its declaration; uses may spell it as corrected.
        const names = kind === 'report' ? [entry.key] : new Set([entry.key, toIdentifier(entry.key)]);
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
    sources: sourceTexts(file, text, options.overrides),
    name: locatedScalar<string>(root, 'name') ?? byDefault(graphNameFromFile(file)),
    description: locatedScalar<string>(root, 'description'),
    ...readSeeds({ seed: valueAtKey(root, 'seed'), seeds: valueAtKey(root, 'seeds') }, byDefault(0), report),
    params: params.resolved(),
    profiles: [...profiles.keys()],
    data: section('data', 'data', readDataEntry),
    networks: section('networks', 'network', readNetworkEntry),
    models: section('models', 'model', readModelEntry),
    plan: section('plan', 'phase', readPhaseEntry),
    evaluate: section('evaluate', 'evaluation', readEvaluationEntry),
    report: section('report', 'report', readReportEntry),
    leftOut,
    resolved: resolvedGraphData(root, rewritten),
  };
  return { value: document, diagnostics };
}

function checkIsGraph(
  tree: YamlTree | undefined,
  text: string,
  file: string,
  failed: boolean,
  report: DiagnosticReporter,
): tree is YamlTree & { kind: 'map' } {
  if (tree?.kind === 'map') return true;
  if (failed) return false;
  const empty = !tree || (tree.kind === 'scalar' && tree.value === null);
  report({
    code: empty ? 'empty-graph' : 'wrong-type',
    message: empty ? 'there is nothing in this file' : `a graph is a map, not ${describeValue(tree)}`,
    range: empty ? { file, start: 0, end: Math.min(1, text.length) } : tree.range,
    help: 'begin with `lagraph: 1`',
  });
  return false;
}

/** The graph without `params` and `profiles`, which have been applied. */
function withoutParameters(graph: YamlTree & { kind: 'map' }): YamlTree {
  return { ...graph, value: graph.value.filter(({ key }) => key !== 'params' && key !== 'profiles') };
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
export function sourceTexts(file: string, text: string, overrides: readonly string[]): Map<string, string> {
  const sources = new Map([[file, text]]);
  if (overrides.length > 0) sources.set(COMMAND_LINE_SOURCE, commandLineText(overrides));
  return sources;
}

/** `graphs/signs-to-mnist.yaml` -> `signs-to-mnist` */
function graphNameFromFile(file: string): string {
  const base = /([^/\\]*)$/.exec(file)![1]!.replace(/\.ya?ml$/, '');
  return /^<.*>$/.test(base) || base === '' ? 'graph' : base;
}
