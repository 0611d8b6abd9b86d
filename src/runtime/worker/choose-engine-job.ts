import { noticeEmitter } from '../api/index.js';
import type { Engine } from '../engines/index.js';
import type { ChooseEngineJob, ChosenEngine } from '../jobs/index.js';
import { compareEngines } from './compare-engines.js';
import { createEngine } from './engine-factories.js';
import { engineFacts, precisionProblem, requirePrecision } from './engine-selection.js';
import type { JobContext } from './job-context.js';
import { openDatasets } from './open-datasets.js';
import { stepOfPhase } from './step-of-phase.js';

/**
 * Chooses the engine that trains a phase, and its threads: each that can is timed on the phase's step, unless that was done
 * before on this machine. If a library crashes meanwhile, only this process ends.
 */
export async function runChooseEngineJob(job: ChooseEngineJob, { emit }: JobContext): Promise<ChosenEngine> {
  const { program, threads } = job;
  const phase = program.phases.find(({ name }) => name === job.phase)!;
  const refused: ChosenEngine['refused'] = [];
  const engines: Engine[] = [];
  for (const name of job.candidates) {
    try {
      const engine = await createEngine(name);
      const problem = precisionProblem(phase, engine);
      if (problem === null) engines.push(engine);
      else refused.push({ name, reason: problem });
    } catch (error) {
      refused.push({ name, reason: (error as Error).message });
    }
  }
  const base = engines.find(({ name }) => name === job.engine) ?? engines[0];
  // None can: the base engine says why.
  if (!base) {
    const engine = await createEngine(job.engine);
    requirePrecision(phase, engine);
    return { engine: engineFacts(engine), threads, stepKey: '', times: [], refused };
  }

  const datasets = await openDatasets(job, job.hashes, noticeEmitter(emit, phase.name));
  const { step } = stepOfPhase(program, phase, datasets.get(phase.data.dataset)?.split(phase.data.split));
  const { engine, ...comparison } = await compareEngines(engines, base, { program, phase, step, threads });
  return { ...comparison, engine: engineFacts(engine), refused: [...refused, ...comparison.refused] };
}
