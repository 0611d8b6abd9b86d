import { join } from 'node:path';

import { runDirectory } from './manifest.js';
import { runsWithSameResults } from './repeated-runs.js';
import { linkFile, readFileOrNull, sha256, writeFileAtomically } from '../store/index.js';
import type { RunContext } from './run-context.js';

/** At most so many earlier runs are checked: checking one reads all of its files. */
const MAX_REPAIRED_RUNS = 3;

/**
 * Runs with the same artifacts have identical files. Files of the last such runs that are damaged or missing are restored
 * from this run, so that running a graph again repairs its results in place; those that are whole become this run's, so
 * that running it again takes no space.
 */
export async function repairEarlierRuns({ plan, manifest, directory, emit }: RunContext): Promise<void> {
  const { store } = plan;
  const ours = manifest.files!;
  const alike = await runsWithSameResults(store.root, manifest);
  const shared = new Set<string>();
  for (const { run, files } of alike.slice(-MAX_REPAIRED_RUNS)) {
    const theirs = runDirectory(store, run);
    for (const [file, hash] of Object.entries(ours)) {
      if (files![file] !== hash) continue;
      const path = join(theirs, file);
      const bytes = await readFileOrNull(path);
      const own = join(directory, file);
      if (bytes !== null && sha256([bytes]) === hash) {
        if (!shared.has(file) && (await linkFile(path, own))) shared.add(file);
        continue;
      }
      const good = await readFileOrNull(own);
      if (good === null || sha256([good]) !== hash) continue;
      await writeFileAtomically(path, [good]);
      emit({ event: 'notice', message: `${path} was damaged, and is written again` });
    }
  }
}
