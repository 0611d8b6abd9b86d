import { noticeEmitter } from '../api/index.js';
import type { Engine } from '../engines/index.js';
import type { ChooseEngineJob, ChosenEngine } from '../jobs/index.js';
import {
  keyOfStepTimings,
  quickestEngine,
  readStepTimings,
  validityOfTimings,
  writeStepTimings,
} from '../plan/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { createEngine } from './engine-factories.js';
import { engineFacts, precisionProblem, requirePrecision } from './engine-selection.js';
import type { JobContext } from './job-context.js';
import { openDatasets } from './open-datasets.js';
import { stepOfPhase } from './step-of-phase.js';
import { timeStep } from './time-step.js';

/**
 * Chooses the engine that trains a phase: each that can is timed on the phase's step, unless that was done before on this
 * machine. If a library crashes meanwhile, only this process ends.
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
    return { engine: engineFacts(engine), stepKey: '', ms: {}, refused };
  }

  const datasets = await openDatasets(job, job.hashes, noticeEmitter(emit, phase.name));
  const { step } = stepOfPhase(program, phase, datasets.get(phase.data.dataset)?.split(phase.data.split));
  const stepKey = keyOfStepTimings({
    step,
    threads,
    precision: phase.precision,
    engines: engines.map(({ numerics }) => numerics),
  });
  const known = await readStepTimings(stepKey);
  const crashed = known?.crashed ?? {};
  const usable = engines.filter(({ name }) => !Object.hasOwn(crashed, name));
  for (const [name, how] of Object.entries(crashed))
    refused.push({ name, reason: `it crashed in this step (${how})` });
  const ms = nullPrototypeRecord<number>(Object.entries(known?.ms ?? {}));
  const missing = usable.length < 2 ? [] : usable.filter(({ name }) => !Object.hasOwn(ms, name));
  for (const engine of missing) {
    try {
      ms[engine.name] = await timeStep(
        engine,
        { program, phase, step, threads },
        Math.min(...Object.values(ms)),
      );
    } catch (error) {
      refused.push({ name: engine.name, reason: (error as Error).message });
    }
  }
  if (missing.length > 0) await writeStepTimings(stepKey, { ms: { ...ms }, crashed, ...validityOfTimings() });
  const comparable = nullPrototypeRecord<number>(
    Object.entries(ms).filter(([name]) => usable.some((engine) => engine.name === name)),
  );
  const name = quickestEngine(comparable, base.name);
  const chosen = usable.find((engine) => engine.name === name) ?? base;
  return { engine: engineFacts(chosen), stepKey, ms: comparable, refused };
}
