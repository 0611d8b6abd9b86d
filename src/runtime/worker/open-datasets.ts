import type { Program } from '../../compiler/index.js';
import { openDataset, type OpenedDataset } from '../data/index.js';
import type { DataOptions } from '../api/index.js';
import { TrainingError } from '../trainer/index.js';
import { nullPrototypeRecord } from '../../records/index.js';

/**
 * Open data sets, each once. With hashes, they must be unchanged since the run's preflight. Throws DataError if data
 * can't be found, TrainingError if it has changed.
 */
export async function openDatasets(
  source: { program: Program; data: DataOptions },
  namesOrHashes: readonly string[] | Readonly<Record<string, string>>,
  notice: (message: string) => void,
): Promise<Map<string, OpenedDataset>> {
  const opened = new Map<string, OpenedDataset>();
  const tell = source.data.surveyed ? () => undefined : notice;
  const hashes = nullPrototypeRecord(
    Array.isArray(namesOrHashes) ? [] : Object.entries(namesOrHashes as Readonly<Record<string, string>>),
  );
  // Opened concurrently: while one is decompressed, another is read. The first failure in their order is reported.
  const wanted = Array.isArray(namesOrHashes)
    ? (namesOrHashes as readonly string[])
    : Object.keys(namesOrHashes);
  const opening = wanted.map((name) => openDataset(source.program, name, source.data, tell));
  for (const one of opening) one.catch(() => undefined);
  for (const [at, name] of wanted.entries()) {
    const dataset = await opening[at]!;
    const expected = hashes[name];
    if (expected !== undefined && dataset.hash !== expected) {
      throw new TrainingError(`The data of ${name} is not what it was when the run began. Run it again.`);
    }
    opened.set(name, dataset);
  }
  return opened;
}
