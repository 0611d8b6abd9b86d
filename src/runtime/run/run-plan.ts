/** The plan of a run: phases, their keys, threads, start order, and which results are cached. */
import { availableParallelism } from 'node:os';

import type { Phase, Program } from '../../compiler/index.js';
import { ownValue } from '../../records/index.js';
import {
  assumeConstantExamples,
  createOtherEngineLookup,
  otherEngineResultsMessage,
  datasetsOfPhase,
  keysOfPhases,
  prerequisitePhases,
  type KeyedResult,
  type PhaseWorkload,
  allocateThreads,
  phaseMultiplyAdds,
} from '../plan/index.js';
import {
  DEFAULT_ENGINE,
  type PlanOptions,
  type RunOptions,
  noticeEmitter,
  type RunEvent,
} from '../api/index.js';
import { runJob, type PreflightResult } from '../jobs/index.js';
import { outdatedPhases } from './outdated-phases.js';
import { storeFaultMessage, findArtifact, lastCheckpoint, openStore, type Store } from '../store/index.js';

export interface RunPlan {
  preflight: PreflightResult;
  keys: ReadonlyMap<string, KeyedResult>;
  /** Selected phases, in topological order. */
  phases: Phase[];
  /** How many phases may run at once. */
  jobs: number;
  /** The largest number of phases that run concurrently when nothing is cached. */
  maxConcurrent: number;
  /** Threads to compute each phase with, by name. */
  threads: ReadonlyMap<string, number>;
  /** Of phases that could start, the first in this order starts first. */
  startOrder: readonly string[];
  cores: number;
  store: Store;
}

/** The options don't fit the program (for example `only` names no phase). The message is for users. */
export class PlanError extends Error {}

/** Phases named by `only`, and all their prerequisites. */
export function selectPhases(program: Program, only: readonly string[] | undefined): Phase[] {
  if (!only || only.length === 0) return program.phases;
  const byName = new Map(program.phases.map((phase) => [phase.name, phase]));
  const chosen = new Set<string>();
  const choose = (name: string) => {
    const phase = byName.get(name);
    if (!phase) {
      throw new PlanError(
        `There is no phase named ${name}; the phases are ${[...byName.keys()].join(', ')}.`,
      );
    }
    if (chosen.has(name)) return;
    chosen.add(name);
    prerequisitePhases(phase).forEach(choose);
  };
  only.forEach(choose);
  return program.phases.filter(({ name }) => chosen.has(name));
}

/** Data sets that the program reads. */
export function datasetsOfProgram(program: Program): string[] {
  const names = new Set(program.phases.flatMap(datasetsOfPhase));
  for (const { data } of program.evaluations) names.add(data.dataset);
  for (const report of program.reports) if (report.kind === 'translations') names.add(report.data.dataset);
  return [...names].sort();
}

/** The options that a plan depends on. */
type RunPlanOptions = PlanOptions & Pick<RunOptions, 'jobs' | 'force' | 'signal'>;

/**
 * Runs the preflight job (data, engine), computes keys, and allocates threads. Throws PlanError, JobFailedError or
 * JobStoppedError.
 */
export async function makeRunPlan(
  program: Program,
  options: RunPlanOptions,
  emit: (event: RunEvent) => void,
  onOutput?: (piece: Buffer | null) => void,
): Promise<RunPlan> {
  const phases = selectPhases(program, options.only);
  const engine = options.engine ?? DEFAULT_ENGINE;
  const preflight = await runJob(
    {
      task: 'preflight',
      program,
      data: options.data ?? {},
      engine,
      datasets: datasetsOfProgram(program),
      ...(options.requireGpu ? { requireGpu: true } : {}),
      ...(options.mixEngines ? { mixEngines: true } : {}),
    },
    { event: emit, stop: options.signal, ...(onOutput ? { output: onOutput } : {}) },
  );
  const cores = availableParallelism();
  const workloads = phaseWorkloads(program, preflight);
  const store = openStore(options.store);
  return {
    preflight,
    keys: await chooseKeys(program, preflight, phases, { store, options, event: emit }),
    phases,
    jobs: Math.max(1, options.jobs ?? cores),
    ...allocateThreads(workloads, cores, preflight.multithreaded ? cores : 1),
    cores,
    store,
  };
}

/** Whether a phase is retrained although its artifact exists. */
export const isRetrainingForced = (
  { force, only }: Pick<RunOptions, 'force' | 'only'>,
  phase: string,
): boolean => force === true && (!only || only.length === 0 || only.includes(phase));

/** The key of each phase. Results of other engines are used with `--mix-engines`; otherwise a notice mentions them. */
async function chooseKeys(
  program: Program,
  preflight: PreflightResult,
  phases: readonly Phase[],
  { store, options, event }: { store: Store; options: RunPlanOptions; event(event: RunEvent): void },
): Promise<Map<string, KeyedResult>> {
  const { numerics } = preflight.engine;
  const say = noticeEmitter(event);
  if (!options.mixEngines) {
    // Only for a hint: errors of the store are ignored here and reported where the store is needed.
    const others = await createOtherEngineLookup(store, numerics, false)
      .then((findOtherEngineResult) => keysOfPhases(program, preflight, findOtherEngineResult))
      .then((keys) => otherEngineResultsMessage(keys, phases))
      .catch(() => null);
    if (others !== null) say(`there is already: ${others}. --mix-engines goes on from there`, 'info');
    return keysOfPhases(program, preflight);
  }
  const findOtherEngineResult = await createOtherEngineLookup(store, numerics, true);
  const keys = await keysOfPhases(program, preflight, async (phase, inputs, own) =>
    // A forced phase is trained from its first epoch, by this engine.
    isRetrainingForced(options, phase) ? null : findOtherEngineResult(phase, inputs, own),
  );
  const others = otherEngineResultsMessage(keys, phases);
  if (others !== null) {
    say(`taken from another engine: ${others}. What comes of it is not, to the byte, what one engine gives`);
  }
  return keys;
}

/** Phases with their prerequisites and their work. */
function phaseWorkloads(program: Program, preflight: PreflightResult | null): PhaseWorkload[] {
  const guess = (phase: Phase) => {
    const { dataset, split } = phase.data;
    const declared = program.datasets.find(({ name }) => name === dataset)?.splits[split]?.examples;
    return phaseMultiplyAdds(program, phase, assumeConstantExamples(declared ?? 1));
  };
  return program.phases.map((phase) => ({
    name: phase.name,
    after: prerequisitePhases(phase),
    work: (preflight && ownValue(preflight.work, phase.name)) ?? guess(phase),
  }));
}

/** Threads per phase, estimated without reading data. */
export function estimateThreads(program: Program): Map<string, number> {
  return allocateThreads(phaseWorkloads(program, null), availableParallelism()).threads;
}

export interface PlannedPhase {
  name: string;
  key: string;
  after: string[];
  cached: boolean;
  /** The epoch from which an unfinished training would be resumed; null if there is none. */
  resumesFrom: number | null;
  /**
   * The version of lagraph that trained it in an older format, whose results are not used; null if there is none, or
   * if it is cached.
   */
  outdated: string | null;
  simulated: boolean;
  /** Threads to compute it with. */
  threads: number;
}

/**
 * For `lagraph plan`: each phase's key, and whether it would be trained. Reads the data, since keys depend on it, and
 * changes nothing. If the data or the store can't be read, `phases` is null and `problem` says why.
 */
export async function planPhases(
  program: Program,
  options: PlanOptions & { jobs?: number; signal?: AbortSignal },
): Promise<
  | { phases: PlannedPhase[]; problem: null; unread: null }
  | { phases: null; problem: string; unread: 'data' | 'store' }
> {
  let plan: RunPlan;
  try {
    plan = await makeRunPlan(program, options, () => undefined);
  } catch (error) {
    return { phases: null, problem: (error as Error).message, unread: 'data' };
  }
  try {
    const outdated = await outdatedPhases(plan.store, program.name);
    const phases = plan.phases.map((phase) => describePlannedPhase(plan, phase, outdated));
    return { phases: await Promise.all(phases), problem: null, unread: null };
  } catch (error) {
    const problem = storeFaultMessage(error);
    if (problem === null) throw error;
    return { phases: null, problem, unread: 'store' };
  }
}

async function describePlannedPhase(
  { store, keys, threads }: RunPlan,
  phase: Phase,
  outdated: ReadonlyMap<string, string>,
): Promise<PlannedPhase> {
  const { name } = phase;
  const { key, simulated, other } = keys.get(name)!;
  const cached = (await findArtifact(store, key)).status === 'found';
  const { checkpoint } = cached ? { checkpoint: null } : await lastCheckpoint(store, key);
  return {
    name,
    key,
    after: prerequisitePhases(phase),
    cached,
    resumesFrom: checkpoint?.progress.epoch ?? (cached ? null : (other?.epoch ?? null)),
    outdated: cached ? null : (outdated.get(name) ?? null),
    simulated,
    threads: threads.get(name)!,
  };
}
