/** Data sets of the language's own sources, opened as in a run. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { check } from '../../../src/index.js';
import { openDataset, type ExampleSet, type OpenedDataset } from '../../../src/runtime/data/index.js';
import type { DataOptions } from '../../../src/runtime/api/run-options.js';

/** A graph that has one data set, `{source: ...}`, and nothing else. */
export const checked = (entry: string) =>
  check(`lagraph: 1\nname: one\ndata:\n  one: ${entry}\n`, { file: 'one.yaml' });

export function open(
  entry: string,
  options: DataOptions = {},
  notices: string[] = [],
): Promise<OpenedDataset> {
  const { program, diagnostics } = checked(entry);
  if (!program) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return openDataset(program, 'one', options, (message) => notices.push(message));
}

/** The error message of `open`. */
export const refusal = (entry: string, options: DataOptions = {}): Promise<string> =>
  open(entry, options).then(
    () => 'it was opened',
    (error: Error) => `${error.name}: ${error.message}`,
  );

export const all = (set: ExampleSet): number[] => Array.from({ length: set.examples }, (_, i) => i);

/** Class indices from the one-hot rows. */
export function classesOf(set: ExampleSet): number[] {
  const width = set.fields.label!.shape[0]!;
  const rows = set.gather(all(set), 0, ['label']).label!;
  return all(set).map((i) => rows.subarray(i * width, (i + 1) * width).indexOf(1));
}

/** The number of examples of each class. */
export function countsOf(set: ExampleSet): number[] {
  const counts = Array<number>(set.fields.label!.shape[0]!).fill(0);
  for (const label of classesOf(set)) counts[label]!++;
  return counts;
}

/** An example's image as bytes, [height, width, channels]. */
export const bytesOf = (set: ExampleSet, example: number): Uint8Array =>
  Uint8Array.from(set.gather([example], 0, ['image']).image!, (value) => Math.round(value * 255));

/** A folder for the tests of a file; it is removed after them. */
export function temporary(): () => string {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lagraph-sources-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}

export { idxFile } from '../../../bench/idx.mjs';

/** Simulates a machine without a network: no name can be resolved. */
export const noNetwork = (): Promise<never> =>
  Promise.reject(
    Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }),
    }),
  );
