import { openDatasets } from './open-datasets.js';
import { factsOfExampleSet, phaseMultiplyAdds } from '../plan/index.js';
import { TrainingError } from '../trainer/index.js';
import type { Program } from '../../compiler/index.js';
import type { Engine } from '../engines/index.js';
import { DEFAULT_ENGINE, noticeEmitter } from '../api/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { candidateEngines } from './candidate-engines.js';
import { engineFacts, engineNamed, precisionProblem } from './engine-selection.js';
import type { PreflightResult, PreflightJob } from '../jobs/index.js';
import type { JobContext } from './job-context.js';

/** Preflight: reads the data (hashes, origins), queries the engine, and estimates the work of each phase. */
export async function runPreflightJob(job: PreflightJob, { emit }: JobContext): Promise<PreflightResult> {
  const notice = noticeEmitter(emit);
  const isAuto = job.engine === DEFAULT_ENGINE && !job.requireGpu;
  const engine = await engineNamed(
    job.requireGpu && job.engine === DEFAULT_ENGINE ? 'tensorflow' : job.engine,
  );
  const { name, version, device, multithreaded } = engine;
  if (job.requireGpu && device !== 'GPU') throw new TrainingError(noGpuMessage(name, version));
  const { candidates, addable } = isAuto ? await candidateEngines() : { candidates: [name], addable: null };
  const opened = await openDatasets(job, job.datasets, notice);
  return {
    engine: engineFacts(engine),
    candidates,
    addable,
    ...(await phasesByPrecision(job.program, engine, candidates)),
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

/**
 * The phases whose precision an engine lacks, and those that no candidate can train, with the reason. Another engine is
 * loaded only for such phases.
 */
async function phasesByPrecision(
  { phases }: Program,
  engine: Engine,
  candidates: readonly string[],
): Promise<Pick<PreflightResult, 'baseLacks' | 'untrainable'>> {
  const problems = nullPrototypeRecord<string>();
  for (const phase of phases) {
    const problem = precisionProblem(phase, engine);
    if (problem !== null) problems[phase.name] = problem;
  }
  const baseLacks = Object.keys(problems);
  for (const name of candidates) {
    if (Object.keys(problems).length === 0 || name === engine.name) continue;
    const other = await engineNamed(name).catch(() => null);
    for (const phase of phases)
      if (other && precisionProblem(phase, other) === null) delete problems[phase.name];
  }
  return { baseLacks, untrainable: problems };
}

const noGpuMessage = (engine: string, version: string) =>
  `A GPU is required, but the engine ${engine} (${version}) computes on the CPU. ` +
  (engine === 'tensorflow'
    ? 'This TensorFlow sees no GPU: `lagraph engines` tells which copy it is, `lagraph engines add tensorflow --gpu` brings one with CUDA, and `nvidia-smi` shows whether the driver is there.'
    : engine === 'webgpu'
      ? 'The only device that WebGPU finds is software: `lagraph engines` names it. The driver of a graphics card brings another.'
      : 'Only --engine tensorflow and --engine webgpu can use one, and --engine tfjs-node with @tensorflow/tfjs-node-gpu.');
