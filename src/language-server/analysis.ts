import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position, Range } from 'vscode-languageserver';
import { checkGraph, type CheckedGraph, type CompiledParts } from '../compiler/index.js';
import {
  readLinkedTree,
  readOwnWords,
  readSyntaxTree,
  type PartEntry,
  type LinkedTree,
  type ReadPart,
  type WordsOfFile,
  type YamlTree,
} from '../dsl/index.js';
import { partsOfReadableLines } from './readable-parts.js';
import {
  collectOccurrences,
  readOutline,
  symbolId,
  type GraphOutline,
  type GraphSymbol,
  type Occurrence,
} from './symbols/index.js';

/**
 * One version of a graph's text, and what is known of it. Each part is computed when a request first asks for it, and
 * once.
 */
export interface Analysis {
  uri: string;
  /** The file as diagnostics name it. */
  file: string;
  text: string;
  /** Diagnostics, Document and Program. */
  checked(): CheckedGraph;
  /** Networks, models, data sets and phases that could be compiled; of an earlier version if this one does not parse. */
  parts(): CompiledParts;
  /** The same, of an earlier version also while this one has not been compiled: for answers while one types. */
  recentParts(): CompiledParts;
  /** The text as written, as far as it can be read. */
  tree(): YamlTree | undefined;
  /** What the graph declares, and what its parts do. */
  outline(): GraphOutline;
  /** What the text itself declares. */
  ownOutline(): GraphOutline;
  /** The parts of the graph, and theirs. */
  imported(): readonly PartEntry[];
  /** The templates whose entries stand under namespaces. */
  sets(): LinkedTree['sets'];
  /** Words of its own that it may use. */
  words(): WordsOfFile;
  readPart: ReadPart;
  listFolder: ListFolder;
  occurrences(): readonly Occurrence[];
  /** The name at an offset, also directly behind it. */
  occurrenceAt(offset: number): Occurrence | undefined;
  occurrencesOf(symbol: GraphSymbol): readonly Occurrence[];
  position(offset: number): Position;
  range(place: { start: number; end: number }): Range;
  offset(position: Position): number;
  /** The next version of the same document. */
  changed(document: TextDocument): Analysis;
}

/** What is in a folder; nothing if there is none. */
export type ListFolder = (folder: string) => readonly { name: string; isFolder: boolean }[];

const NOTHING: CompiledParts = { networks: [], models: [], datasets: [], phases: [] };

/** Where parts are read from. */
export interface PartFiles {
  readPart: ReadPart;
  listFolder: ListFolder;
}

const NO_FILES: PartFiles = {
  readPart: () => ({ problem: 'parts are not read here' }),
  listFolder: () => [],
};

/**
 * @param files of the parts as they are now
 * @param earlier what could be compiled of the last version without errors
 */
export function analyse(
  document: TextDocument,
  file: string,
  { readPart, listFolder }: PartFiles = NO_FILES,
  earlier?: CompiledParts,
): Analysis {
  const text = document.getText();
  const checked = once(() => checkGraph(text, file, { overrides: [], readPart }));
  const tree = once(() => readSyntaxTree(text, file));
  const words = once(() => readOwnWords(tree(), file, readPart));
  const linked = once(() => readLinkedTree(tree(), file, readPart));
  const ownOutline = once(() => readOutline(tree()));
  const outline = once(() => readOutline(linked().tree, linked().params, linked().templates));
  const occurrences = once(() =>
    collectOccurrences(linked().tree, outline(), { text, file, written: tree() }),
  );
  const byId = once(() => {
    const found = new Map<string, Occurrence[]>();
    for (const occurrence of occurrences()) {
      const id = symbolId(occurrence.symbol);
      const known = found.get(id);
      if (known) known.push(occurrence);
      else found.set(id, [occurrence]);
    }
    return found;
  });
  const parts = once(() =>
    mergeParts(
      checked().parts ?? (earlier ? undefined : partsOfReadableLines(text, file, readPart)),
      earlier,
    ),
  );
  const position = (offset: number) => document.positionAt(offset);
  return {
    uri: document.uri,
    file,
    text,
    checked,
    parts,
    recentParts: () => (checked.known() || !earlier ? parts() : earlier),
    tree,
    outline,
    ownOutline,
    imported: () => linked().parts,
    sets: () => linked().sets,
    words,
    readPart,
    listFolder,
    occurrences,
    occurrenceAt(offset) {
      const all = occurrences();
      let low = 0;
      let high = all.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (all[middle]!.start <= offset) low = middle + 1;
        else high = middle;
      }
      const found = all[low - 1];
      return found && offset <= found.end ? found : undefined;
    },
    occurrencesOf: (symbol) => byId().get(symbolId(symbol)) ?? [],
    position,
    range: ({ start, end }) => ({ start: position(start), end: position(end) }),
    offset: (at) => document.offsetAt(at),
    changed: (next) => {
      const known = checked.known();
      return analyse(
        next,
        file,
        { readPart, listFolder },
        known?.program ? known.parts : (earlier ?? known?.parts),
      );
    },
  };
}

/** What is compiled now, and what was known before of what has an error now. */
function mergeParts(now: CompiledParts | undefined, before: CompiledParts | undefined): CompiledParts {
  if (!now) return before ?? NOTHING;
  if (!before) return now;
  const newer = <T extends { name: string }>(current: readonly T[], old: readonly T[]): T[] => {
    const names = new Set(current.map(({ name }) => name));
    return [...current, ...old.filter(({ name }) => !names.has(name))];
  };
  return {
    networks: newer(now.networks, before.networks),
    models: newer(now.models, before.models),
    datasets: newer(now.datasets, before.datasets),
    phases: newer(now.phases, before.phases),
  };
}

/** A value that is computed when it is first asked for. */
function once<T>(compute: () => T): (() => T) & { known(): T | undefined } {
  let done: { value: T } | undefined;
  return Object.assign(() => (done ??= { value: compute() }).value, { known: () => done?.value });
}
