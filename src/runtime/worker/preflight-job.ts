import { openDatasets } from './open-datasets.js';
import { factsOfExampleSet, phaseMultiplyAdds } from '../plan/index.js';
import { TrainingError } from '../trainer/index.js';
import { noticeEmitter } from '../api/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { engineNamed, precisionProblem } from './engine-selection.js';
import type { PreflightResult, PreflightJob } from '../jobs/index.js';
import type { JobContext } from './job-context.js';

/** Preflight: reads the data (hashes, origins), queries the engine, and estimates the work of each phase. */
export async function runPreflightJob(job: PreflightJob, { emit }: JobContext): Promise<PreflightResult> {
  const notice = noticeEmitter(emit);
  const engine = await engineNamed(
    job.requireGpu && job.engine === 'auto' ? 'tensorflow' : job.engine,
    notice,
  );
  const { name, version, numerics, device, multithreaded } = engine;
  if (job.requireGpu && device !== 'GPU') throw new TrainingError(noGpuMessage(name, version));
  const opened = await openDatasets(job, job.datasets, notice);
  return {
    engine: { name, version, numerics, device },
    untrainable: nullPrototypeRecord(
      job.program.phases.flatMap((phase) => {
        const problem = precisionProblem(phase, engine);
        return problem === null ? [] : [[phase.name, problem] as const];
      }),
    ),
    multithreaded,
    work: Object.fromEntries(
      job.program.phases.flatMap((phase) => {
        const { dataset, split } = phase.data;
        const set = opened.get(dataset)?.split(split);
        return set ? [[phase.name, phaseMultiplyAdds(job.program, phase, factsOfExampleSet(set))]] : [];
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
    sources: [...new Map([...opened.values()].flatMap(({ sources }) => [...sources]))].map(
      ([dataset, hash]) => ({ name: dataset, hash }),
    ),
  };
}

const noGpuMessage = (engine: string, version: string) =>
  `A GPU is required, but the engine ${engine} (${version}) computes on the CPU. ` +
  (engine === 'tensorflow'
    ? 'This TensorFlow sees no GPU: `lagraph engines` tells which copy it is, `lagraph engines add tensorflow --gpu` brings one with CUDA, and `nvidia-smi` shows whether the driver is there.'
    : 'Only --engine tensorflow can use one, and --engine tfjs-node with @tensorflow/tfjs-node-gpu.');
