import type { Diagnostic, Sources } from '../diagnostics/index.js';
import { readSourceTree, UnreadableSourceError, type ReadPart, type SourceNode } from '../dsl/index.js';
import { listDecisions, type MergeDecision } from './list-decisions.js';
import { markPlaces, pathAt } from './mark-places.js';
import { conflictLines, mergeTrees, type MarkerOptions } from './merge-trees.js';
import type { MergeConflict } from './merge-context.js';
import { entryAt } from './names/index.js';
import type { Path } from './places.js';
import { reconcileNames } from './reconcile-names.js';
import { withoutForms } from './text-form.js';
import { compileResult, shiftedPaths, shiftedSelectors } from './verify/index.js';

export interface MergeOptions {
  /** What messages call the merged text; `graph.yaml` by default. */
  file?: string;
  /** Characters of a conflict marker; 7 by default. */
  markerSize?: number;
  /** What stands behind the markers; `base`, `ours` and `theirs` by default. */
  labels?: { base?: string; ours?: string; theirs?: string };
  /** Reads the parts of the graph. They are files of their own, which are merged by themselves. */
  readPart?: ReadPart;
}

export interface MergeResult {
  /** The merged graph, with conflict markers where it is not clean. Absent if one of the texts is no graph. */
  text?: string;
  /** Whether nothing collided, and the result is a valid graph that means what the sides mean. */
  clean: boolean;
  /** What both sides changed, each in its own way. */
  conflicts: MergeConflict[];
  /** What was taken from where. */
  decisions: MergeDecision[];
  /** Errors of the merged graph that neither collided nor were there before. */
  diagnostics: Diagnostic[];
  /** The texts that the diagnostics' ranges point into. */
  sources: Sources;
  /** Why there is no text. */
  problem?: string;
}

/**
 * Merges what two texts of a graph have made of a third, by name and place instead of line by line.
 *
 * Ours is edited where theirs has changed something, and stays as it is everywhere else. Names that one side has changed
 * are changed in the other first. The result is compiled: it is not clean if it is no valid graph, or if a selector in it
 * means other layers than it did.
 */
export function mergeGraphs(
  base: string,
  ours: string,
  theirs: string,
  options: MergeOptions = {},
): MergeResult {
  const nothing = { conflicts: [], decisions: [], diagnostics: [], sources: new Map() };
  if (ours === theirs || theirs === base) return { text: ours, clean: true, ...nothing };
  if (ours === base) return { text: theirs, clean: true, ...nothing };
  const file = options.file ?? 'graph.yaml';
  const markers: MarkerOptions = {
    size: options.markerSize ?? 7,
    labels: { base: 'base', ours: 'ours', theirs: 'theirs', ...options.labels },
  };
  const { texts, restore } = withoutForms({ base, ours, theirs });
  const read = {
    base: readGraphTree(texts.base),
    ours: readGraphTree(texts.ours),
    theirs: readGraphTree(texts.theirs),
  };
  if (typeof read.base === 'string' && texts.base.trim() !== '') {
    return { clean: false, ...nothing, problem: `the base ${read.base}` };
  }
  for (const side of ['ours', 'theirs'] as const) {
    if (typeof read[side] === 'string') return { clean: false, ...nothing, problem: `${side} ${read[side]}` };
  }
  const written = {
    base: typeof read.base === 'string' ? undefined : read.base,
    ours: read.ours as SourceNode,
    theirs: read.theirs as SourceNode,
  };
  const names = written.base
    ? reconcileNames(written.base, written.ours, written.theirs)
    : { trees: written, applied: [], twice: new Map<string, { ours: string; theirs: string }>() };
  const { trees } = names;
  const merged = mergeTrees(trees, markers, names.twice);
  const decisions = listDecisions(trees, names.applied);
  const result = {
    clean: false,
    conflicts: merged.conflicts,
    decisions,
    diagnostics: [],
    sources: new Map<string, string>(),
  };
  if (merged.conflicts.length > 0) return { ...result, text: restore(merged.text) };
  const { readPart } = options;
  return verified(merged.text, trees, { ...result, file, markers, restore, readPart });
}

/** The result of a merge without collisions, once it is known to be a graph that means what the sides mean. */
function verified(
  text: string,
  trees: { base: SourceNode | undefined; ours: SourceNode; theirs: SourceNode },
  {
    file,
    markers,
    restore,
    readPart,
    ...result
  }: MergeResult & {
    file: string;
    markers: MarkerOptions;
    restore: (text: string) => string;
    readPart: ReadPart | undefined;
  },
): MergeResult {
  const tree = readGraphTree(text);
  if (typeof tree === 'string') {
    // As where an alias is left whose anchor the other side has removed.
    const conflicts = [{ path: '', message: `what comes of both ${tree}` }];
    const { base, ours, theirs } = trees;
    const versions = { base: base?.source ?? '', ours: ours.source, theirs: theirs.source };
    return { ...result, conflicts, text: restore(conflictLines('', versions, markers)) };
  }
  const { diagnostics, sources, programs } = compileResult({ text, tree }, trees, file, readPart);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const conflicts = [...shiftedSelectors(programs, trees), ...shiftedPaths(tree, trees)];
  const places = [
    ...errors.map((error) => placesOfError(error, tree, file)),
    ...conflicts.map(({ path }) => [
      ...['freeze', 'rates', 'train', 'updates'].map((key) => [...path.split('.'), key]),
      path.split('.'),
    ]),
  ];
  const clean = errors.length === 0 && conflicts.length === 0;
  const marked = clean ? text : markPlaces(tree, trees, places, markers);
  return { ...result, text: restore(marked), clean, conflicts, diagnostics: errors, sources };
}

/** Where an error may come from: its place, that of its notes, and the entries that it names. */
function placesOfError({ range, notes, message }: Diagnostic, tree: SourceNode, file: string): Path[] {
  const ranges = [range, ...notes.map((note) => note.range)];
  const names = [...message.matchAll(/`([A-Za-z_]\w*)`/g)].map(([, name]) => name!);
  return [
    ...ranges.flatMap((one) => (one?.file === file ? [pathAt(tree, one.start)] : [])),
    ...names.flatMap((name) =>
      ['networks', 'models', 'data', 'plan', 'params'].map((section) => [section, name]),
    ),
  ];
}

/** The tree of a graph, or why there is none. */
function readGraphTree(text: string): SourceNode | string {
  let tree: SourceNode | undefined;
  try {
    tree = readSourceTree(text);
  } catch (error) {
    if (error instanceof UnreadableSourceError) return `can't be read: ${error.message}`;
    throw error;
  }
  if (tree?.kind !== 'map' || tree.flow) return 'is no graph: it is no map of sections';
  return entryAt(tree, ['lagraph']) ? tree : 'is no graph: it has no key lagraph';
}
