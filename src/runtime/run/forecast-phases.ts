/** For `lagraph plan --forecast`: how long the phases that are to be trained take, and how much memory. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Phase, Program } from '../../compiler/index.js';
import { totalSeconds, type PhaseTimings, type PlanOptions, type RunEvent } from '../api/index.js';
import { JobFailedError, runJob } from '../jobs/index.js';
import { datasetsOfPhase, prerequisitePhases, simulateTimes } from '../plan/index.js';
import { engineOfPhase, type ChoiceContext } from './engine-of-phase.js';
import { commonJobFields, datasetHashes } from './run-context.js';
import { makeRunPlan, type RunPlan } from './run-plan.js';

export interface PhaseForecast {
  name: string;
  engine: string;
  threads: number;
  /** Epochs that are still to be trained. */
  epochs: number;
  /** What there is to know; null if not even a little of it could be trained, which `problem` tells. */
  forecast: {
    /** Null for phases that solve. */
    secondsPerStep: number | null;
    seconds: number;
    /** The same by what they are spent on. */
    parts: PhaseTimings;
    /** Bytes that its process will hold in memory at most. */
    peakBytes: number;
  } | null;
  problem: string | null;
}

export interface TrainingForecasts {
  /** Those that are to be trained, in the plan's order. */
  phases: PhaseForecast[];
  /** Seconds until the last of them is done, side by side as a run trains them; null if one of them is not known. */
  seconds: number | null;
}

/**
 * Trains a little of each phase that is to be trained, one after the other, in a store that is removed afterwards. Throws
 * PlanError, JobFailedError or JobStoppedError.
 *
 * @param only phases; all by default
 */
export async function forecastPhases(
  program: Program,
  options: PlanOptions & {
    signal?: AbortSignal;
    /** Called before each phase. */
    onPhase?(name: string, at: number, count: number): void;
    onEvent?(event: RunEvent): void;
  },
  only?: readonly string[],
): Promise<TrainingForecasts> {
  const emit = (event: RunEvent): void => options.onEvent?.(event);
  const plan = await makeRunPlan(program, options, () => undefined);
  const context = { program, options, plan, emit };
  const wanted = plan.phases.filter(
    (phase) => plan.states.get(phase.name)!.state !== 'cached' && (!only || only.includes(phase.name)),
  );
  const directory = await mkdtemp(join(tmpdir(), 'lagraph-forecast-'));
  try {
    const phases: PhaseForecast[] = [];
    for (const [at, phase] of wanted.entries()) {
      options.onPhase?.(phase.name, at, wanted.length);
      phases.push(await forecastPhase(context, phase, join(directory, String(at))));
    }
    return { phases, seconds: secondsOfAll(plan, wanted, phases) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function forecastPhase(
  context: ChoiceContext,
  phase: Phase,
  directory: string,
): Promise<PhaseForecast> {
  const { plan, options, emit } = context;
  const { name } = phase;
  const state = plan.states.get(name)!;
  const goesOn = state.state === 'train' ? state.goesOn : null;
  const epochs = phase.epochs - (goesOn?.epoch ?? 0);
  const engine = await engineOfPhase(context, phase, { goesOn }, options.signal);
  const said = { name, engine: engine.name, threads: engine.threads, epochs };
  try {
    const begun = performance.now();
    const { numerics: _, ...common } = commonJobFields(context);
    const { seconds, secondsPerStep, peakBytes, ...job } = await runJob(
      {
        ...common,
        engine: engine.name,
        threads: engine.threads,
        task: 'forecast',
        phase: name,
        epochs,
        store: directory,
        hashes: datasetHashes(plan, datasetsOfPhase(phase)),
      },
      { event: emit, stop: options.signal },
    );
    // What the process took beside is its start and its end.
    const beside = (performance.now() - begun) / 1000 - job.measuredSeconds;
    const parts = { ...seconds, start: seconds.start + beside };
    return {
      ...said,
      forecast: { secondsPerStep, seconds: totalSeconds(parts), parts, peakBytes },
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof JobFailedError) || options.signal?.aborted) throw error;
    return { ...said, forecast: null, problem: error.message };
  }
}

/** As the run's scheduler would train them: what is in the store takes no time. */
function secondsOfAll(
  plan: RunPlan,
  phases: readonly Phase[],
  forecasts: readonly PhaseForecast[],
): number | null {
  const times = forecasts.flatMap(({ forecast }) => (forecast ? [forecast.seconds] : []));
  if (times.length < phases.length) return null;
  if (phases.length === 0) return 0;
  const names = new Set(phases.map(({ name }) => name));
  const tasks = phases.map((phase) => ({
    name: phase.name,
    after: prerequisitePhases(phase).filter((before) => names.has(before)),
  }));
  // A phase that computes with fewer threads keeps the cores that the plan has for it.
  const threads = phases.map(({ name }) => plan.threads.get(name)!);
  return simulateTimes(tasks, times, threads, plan.cores).makespan;
}
