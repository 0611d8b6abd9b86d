import type { Program } from '../../compiler/index.js';
import { openDataset, type OpenedDataset } from '../data/index.js';
import type { DataOptions } from '../options.js';
import { TrainingProblem } from '../trainer/index.js';
import { byName } from '../../names/index.js';

/**
 * Open data sets, each once. With hashes, they must be what they were when the run looked at them. What can't be found
 * or has changed is a problem for a person to solve.
 */
export async function openDatasets(
  from: { program: Program; data: DataOptions },
  names: readonly string[] | Readonly<Record<string, string>>,
  notice: (message: string) => void,
): Promise<Map<string, OpenedDataset>> {
  const opened = new Map<string, OpenedDataset>();
  const tell = from.data.surveyed ? () => undefined : notice;
  const hashes = byName(
    Array.isArray(names) ? [] : Object.entries(names as Readonly<Record<string, string>>),
  );
  // All at once: while one is unpacked, another is read. The first that can't be had, in their order, is told of.
  const wanted = Array.isArray(names) ? (names as readonly string[]) : Object.keys(names);
  const opening = wanted.map((name) => openDataset(from.program, name, from.data, tell));
  for (const one of opening) one.catch(() => undefined);
  for (const [at, name] of wanted.entries()) {
    const dataset = await opening[at]!;
    const expected = hashes[name];
    if (expected !== undefined && dataset.hash !== expected) {
      throw new TrainingProblem(`The data of ${name} is not what it was when the run began. Run it again.`);
    }
    opened.set(name, dataset);
  }
  return opened;
}
