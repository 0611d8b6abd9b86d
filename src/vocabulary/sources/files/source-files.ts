import type {
  LoadedSource,
  LoadedSplit,
  RuleResult,
  SourceLoaderTools,
  UserFile,
} from '../../definition-types.js';
import { nullPrototypeRecord } from '../../../records/index.js';

export interface PathArguments {
  path: string | null;
  splits: Record<string, string> | null;
}

/** The file of each split. */
export const filesOfSplits = ({ path, splits }: PathArguments): [split: string, path: string][] =>
  splits ? Object.entries(splits) : path === null ? [] : [['train', path]];

export const userFiles = (paths: readonly string[]): UserFile[] =>
  [...new Set(paths)].map((path) => ({ path, kind: 'file' }));

/** What is wrong with the paths; null if nothing is. */
export function pathProblem({
  path,
  splits,
}: PathArguments): Extract<RuleResult<never>, { ok: false }> | null {
  if (path === null && splits === null) {
    return {
      ok: false,
      problem: 'no file is named',
      hint: 'write path: with the file, or splits: {train: ..., test: ...} with one for each split',
    };
  }
  if (path !== null && splits !== null) {
    return {
      ok: false,
      problem: 'there is a path and a file for each split, and only one of the two can be read',
      argument: 'splits',
      hint: 'leave out `path`',
    };
  }
  return null;
}

/**
 * What a source loaded, with its hash: over the numbers of all fields, so that the same examples in another file or
 * format are the same data.
 */
export function loadedFiles(
  splits: Readonly<Record<string, LoadedSplit>>,
  origins: ReadonlySet<string>,
  tools: SourceLoaderTools,
): LoadedSource {
  const content: (Uint8Array | string)[] = [];
  for (const [split, { examples, columns }] of Object.entries(splits)) {
    for (const name of Object.keys(columns).sort()) {
      const { data, shape, scale, classes } = columns[name]!;
      content.push(
        JSON.stringify([split, name, examples, data.constructor.name, shape, scale, classes ?? null]),
      );
      content.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
  }
  return {
    splits: nullPrototypeRecord(Object.entries(splits)),
    hash: tools.sha256(...content),
    origin: [...origins].join(', '),
    simulated: false,
  };
}
