import {
  cycleText,
  didYouMean,
  nearestName,
  type DiagnosticReporter,
  type SourceRange,
} from '../../diagnostics/index.js';
import { readGraphTree } from '../read-graph-tree.js';
import type { MapTree } from '../text/index.js';
import type { ImportEntry } from './read-imports.js';
import { normalPath, partPath, type ReadPart } from './part-files.js';

/** A part as it is written. */
export interface LoadedPart {
  file: string;
  tree: MapTree;
}

export interface PartLoader {
  /** The part that an import names; undefined after an error. `importers` are the files that lead to it. */
  load(entry: ImportEntry, importers: readonly string[]): LoadedPart | undefined;
  /** Texts of all parts that were read, by file. */
  sources: ReadonlyMap<string, string>;
}

/** Maximum number of files that lead to a part, and of parts in a graph; a part that is imported twice counts twice. */
const MAX_DEPTH = 16;
const MAX_PARTS = 500;

/** Reads each file once. */
export function createPartLoader(readPart: ReadPart | undefined, report: DiagnosticReporter): PartLoader {
  const sources = new Map<string, string>();
  const trees = new Map<string, ReturnType<typeof read>>();
  let count = 0;

  const fail = (range: SourceRange, message: string, help?: Parameters<DiagnosticReporter>[0]['help']) => {
    report({ code: 'bad-import', message, range, ...(help === undefined ? {} : { help }) });
    return undefined;
  };

  function read(file: string): MapTree | { problem: string; nearby?: readonly string[] } | undefined {
    if (!readPart) return { problem: 'parts are not read here' };
    const source = readPart(file);
    if (!('text' in source)) return source;
    sources.set(file, source.text);
    return readGraphTree(source.text, file, report);
  }

  function reportUnreadable(
    { from }: ImportEntry,
    file: string,
    { problem, nearby = [] }: { problem: string; nearby?: readonly string[] },
  ): undefined {
    const folder = from.value.slice(0, from.value.lastIndexOf('/') + 1);
    const name = from.value.slice(folder.length);
    const near = nearestName(
      name,
      nearby.filter((one) => one !== name),
    );
    const help = didYouMean(near && `${folder}${near}`, from.range);
    return fail(from.range, `the part ${file} can not be read: ${problem}`, help);
  }

  return {
    sources,
    load(entry, importers) {
      const { from } = entry;
      const file = partPath(importers.at(-1)!, from.value);
      count += 1;
      const before = importers.findIndex((one) => normalPath(one) === file);
      if (before >= 0) {
        return fail(
          from.range,
          before === importers.length - 1
            ? 'this graph imports itself'
            : `graphs import one another in a circle: ${cycleText([...importers.slice(before), file])}`,
        );
      }
      if (importers.length > MAX_DEPTH) {
        return fail(from.range, `more than ${MAX_DEPTH} parts are imported by one another here`);
      }
      if (count > MAX_PARTS) {
        return count === MAX_PARTS + 1
          ? fail(from.range, `there are more than ${MAX_PARTS} parts in this graph`)
          : undefined;
      }
      if (!trees.has(file)) trees.set(file, read(file));
      const tree = trees.get(file);
      if (tree && 'kind' in tree) return { file, tree };
      return tree ? reportUnreadable(entry, file, tree) : undefined;
    },
  };
}
