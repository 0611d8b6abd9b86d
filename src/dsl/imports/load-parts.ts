import {
  cycleText,
  didYouMean,
  nearestName,
  type DiagnosticReporter,
  type SourceRange,
} from '../../diagnostics/index.js';
import type { ImportEntry } from './read-imports.js';
import { normalPath, partPath, type ReadPart } from './part-files.js';

/** A part as it is written. */
interface LoadedPart<Tree> {
  file: string;
  tree: Tree;
}

export interface PartLoader<Tree> {
  /** The part that an import names; undefined after an error. `importers` are the files that lead to it. */
  load(entry: ImportEntry, importers: readonly string[]): LoadedPart<Tree> | undefined;
  /** Texts of all parts that were read, by file. */
  sources: ReadonlyMap<string, string>;
}

/** Maximum number of files that lead to a part, and of parts in a graph; a part that is imported twice counts twice. */
const MAX_DEPTH = 16;
const MAX_PARTS = 500;

interface UnreadablePart {
  problem: string;
  nearby?: readonly string[];
}

/**
 * Reads and parses each file once.
 *
 * @param parse undefined after an error
 */
export function createPartLoader<Tree>(
  readPart: ReadPart | undefined,
  report: DiagnosticReporter,
  parse: (text: string, file: string, report: DiagnosticReporter) => Tree | undefined,
): PartLoader<Tree> {
  const sources = new Map<string, string>();
  const known = new Map<string, { tree: Tree | undefined } | UnreadablePart>();
  let count = 0;

  const fail = (range: SourceRange, message: string, help?: Parameters<DiagnosticReporter>[0]['help']) => {
    report({ code: 'bad-import', message, range, ...(help === undefined ? {} : { help }) });
    return undefined;
  };

  function read(file: string): { tree: Tree | undefined } | UnreadablePart {
    if (!readPart) return { problem: 'parts are not read here' };
    const source = readPart(file);
    if (!('text' in source)) return source;
    sources.set(file, source.text);
    return { tree: parse(source.text, file, report) };
  }

  function reportUnreadable(
    { from }: ImportEntry,
    file: string,
    { problem, nearby = [] }: UnreadablePart,
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
      const part = known.get(file) ?? read(file);
      known.set(file, part);
      if ('problem' in part) return reportUnreadable(entry, file, part);
      return part.tree && { file, tree: part.tree };
    },
  };
}
