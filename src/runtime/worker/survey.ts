import { openDatasets } from './datasets.js';
import { knownOf } from '../hoisting.js';
import { TrainingProblem } from '../trainer/index.js';
import { workOf } from '../work.js';
import { noticesTo } from '../events.js';
import { demandPrecision, engineNamed } from './engines.js';
import type { Survey, SurveyJob } from './jobs.js';
import type { Surroundings } from './perform.js';

/** Read the data once, for its hashes and origins, and ask the engine what it is. */
export async function runSurvey(job: SurveyJob, { emit }: Surroundings): Promise<Survey> {
  const notice = noticesTo(emit);
  const engine = await engineNamed(
    job.requireGpu && job.engine === 'auto' ? 'tensorflow' : job.engine,
    notice,
  );
  const { name, version, numerics, device, multithreaded } = engine;
  if (job.requireGpu && device !== 'GPU') throw new TrainingProblem(noGpu(name, version));
  if (!job.mixEngines) for (const phase of job.program.phases) demandPrecision(phase, engine);
  const opened = await openDatasets(job, job.datasets, notice);
  return {
    engine: { name, version, numerics, device },
    multithreaded,
    work: Object.fromEntries(
      job.program.phases.flatMap((phase) => {
        const { dataset, split } = phase.data;
        const set = opened.get(dataset)?.split(split);
        return set ? [[phase.name, workOf(job.program, phase, knownOf(set))]] : [];
      }),
    ),
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

const noGpu = (engine: string, version: string) =>
  `A GPU is required, but the engine ${engine} (${version}) computes on the CPU. ` +
  (engine === 'tensorflow'
    ? 'This TensorFlow sees no GPU: `lagraph engines` tells which copy it is, `lagraph engines add tensorflow --gpu` brings one with CUDA, and `nvidia-smi` shows whether the driver is there.'
    : 'Only --engine tensorflow can use one, and --engine tfjs-node with @tensorflow/tfjs-node-gpu.');
