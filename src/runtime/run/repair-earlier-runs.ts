import { join } from 'node:path';

import { PROGRAM_FILE, runDirectory, type Manifest } from './manifest.js';
import { readRuns } from './stored-runs.js';
import { readFileOrNull, sha256, writeFileAtomically } from '../store/index.js';
import type { RunContext } from './run-context.js';

/** At most so many earlier runs are checked: checking one reads all of its files. */
const MAX_REPAIRED_RUNS = 3;

const artifactsText = ({ phases }: Manifest) =>
  JSON.stringify(phases.map(({ name, artifact, notRecorded }) => [name, artifact, notRecorded]));

/**
 * Runs with the same artifacts have identical files. Files of the last such runs that are damaged or missing are restored
 * from this run, so that running a graph again repairs its results in place.
 */
export async function repairEarlierRuns({ plan, manifest, directory, emit }: RunContext): Promise<void> {
  const { store } = plan;
  const ours = manifest.files!;
  const { runs } = await readRuns(store.root);
  const alike = runs.filter(
    (one) =>
      one.run !== manifest.run &&
      (one.status === 'done' || one.status === 'missed') &&
      one.files?.[PROGRAM_FILE] === ours[PROGRAM_FILE] &&
      artifactsText(one) === artifactsText(manifest),
  );
  for (const { run, files } of alike.slice(-MAX_REPAIRED_RUNS)) {
    const theirs = runDirectory(store, run);
    for (const [file, hash] of Object.entries(ours)) {
      if (files![file] !== hash) continue;
      const path = join(theirs, file);
      const bytes = await readFileOrNull(path);
      if (bytes !== null && sha256([bytes]) === hash) continue;
      const good = await readFileOrNull(join(directory, file));
      if (good === null || sha256([good]) !== hash) continue;
      await writeFileAtomically(path, [good]);
      emit({ event: 'notice', message: `${path} was damaged, and is written again` });
    }
  }
}
