import { openDatasets } from './datasets.js';
import { engineNamed } from './engines.js';
import type { Survey, SurveyJob } from './jobs.js';
import type { Surroundings } from './perform.js';

/** Read the data once, for its hashes and origins, and ask the engine what it is. */
export async function runSurvey(job: SurveyJob, { emit }: Surroundings): Promise<Survey> {
  const { name, version, numerics } = await engineNamed(job.engine);
  const opened = await openDatasets(job, job.datasets, (message) => emit({ event: 'notice', message }));
  return {
    engine: { name, version, numerics },
    datasets: [...opened.values()].map((dataset) => {
      const declared = job.program.datasets.find((one) => one.name === dataset.name)!;
      const examples = Object.fromEntries(
        Object.keys(declared.splits).map((split) => [split, dataset.split(split).examples]),
      );
      const { name: own, hash, origin, simulated } = dataset;
      return { name: own, hash, origin, simulated, examples };
    }),
  };
}
