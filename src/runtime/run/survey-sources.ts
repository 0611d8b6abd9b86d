import type { Program } from '../../compiler/index.js';
import { sourcesOfProgram, type LockedDataset } from '../../lock/index.js';
import { sources } from '../../vocabulary/index.js';
import { BASE_ENGINE, type DataOptions, type NoticeHandler } from '../api/index.js';
import { runJob } from '../jobs/index.js';

/**
 * Reads the sources of a program's data, in a child process, and says what is there: examples and hashes before anything
 * is made of them. Throws JobFailedError (data that can't be had) or JobStoppedError.
 */
export async function surveySources(
  program: Program,
  options: { data: DataOptions; signal?: AbortSignal },
  notice: NoticeHandler,
): Promise<LockedDataset[]> {
  const found = sourcesOfProgram(program);
  if (found.length === 0) return [];
  // The data sets as their sources have them, and nothing that uses them.
  const datasets = found.map(({ dataset, step }) => {
    const declared = sources.get(step.source)!.declare(step.args);
    if (!declared.ok) throw new Error(`${dataset.name}: ${declared.problem}`);
    return { ...dataset, ...declared.value, steps: [step] };
  });
  const { datasets: facts, sources: hashes } = await runJob(
    {
      task: 'preflight',
      program: { ...program, datasets, phases: [], evaluations: [], reports: [] },
      data: options.data,
      engine: BASE_ENGINE,
      datasets: datasets.map(({ name }) => name),
    },
    {
      event: (event) => {
        if (event.event === 'notice') notice(event.message, event.level);
      },
      stop: options.signal,
    },
  );
  return found.map(({ name, source, files }) => {
    const { simulated, examples } = facts.find((one) => one.name === name)!;
    const { hash } = hashes.find((one) => one.name === name)!;
    const counts = Object.entries(examples).map(([split, count]) => ({ split, count }));
    return { name, source, files, simulated, examples: counts, sha256: hash };
  });
}
