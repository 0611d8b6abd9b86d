/** What a run would do: which phases there are, under which keys, and which of them are done already. */
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
  /** Phases that are wanted, in an order in which they can run. */
  phases: Phase[];
  /** How many phases may run at once. */
  jobs: number;
  /** How many would, were nothing cached. */
  maxConcurrent: number;
  /** Threads to compute each phase with, by name. */
  threads: ReadonlyMap<string, number>;
  /** Of phases that could start, the first in this order starts first. */
  startOrder: readonly string[];
  cores: number;
  store: Store;
}

/** A name in `only` that no phase has, and such: the message is for people. */
export class PlanError extends Error {}

/** Phases named by `only`, and all that they start from. */
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

/** What of a run's options a plan depends on. */
type RunPlanOptions = PlanOptions & Pick<RunOptions, 'jobs' | 'force' | 'signal'>;

/** Look at the data and the engine, and work out the keys. Throws PlanProblem, JobFailed or JobStoppedError. */
export async function makeRunPlan(
  program: Program,
  options: RunPlanOptions,
  emit: (event: RunEvent) => void,
  onOutput?: (piece: Buffer | null) => void,
): Promise<RunPlan> {
  const phases = selectPhases(program, options.only);
  const engine = options.engine ?? DEFAULT_ENGINE;
  const survey = await runJob(
    {
      task: 'survey',
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
  const shares = phaseWorkloads(program, survey);
  const store = openStore(options.store);
  return {
    preflight: survey,
    keys: await chooseKeys(program, survey, phases, { store, options, event: emit }),
    phases,
    jobs: Math.max(1, options.jobs ?? cores),
    ...allocateThreads(shares, cores, survey.multithreaded ? cores : 1),
    cores,
    store,
  };
}

/** Whether a phase is to be trained again though its result is there. */
export const isRetrainingForced = (
  { force, only }: Pick<RunOptions, 'force' | 'only'>,
  phase: string,
): boolean => force === true && (!only || only.length === 0 || only.includes(phase));

/** Each phase's key. What other engines have trained is taken, or it is said how it could be. */
async function chooseKeys(
  program: Program,
  preflight: PreflightResult,
  phases: readonly Phase[],
  { store, options, event }: { store: Store; options: RunPlanOptions; event(event: RunEvent): void },
): Promise<Map<string, KeyedResult>> {
  const { numerics } = preflight.engine;
  const say = noticeEmitter(event);
  if (!options.mixEngines) {
    // For nothing but a hint: whatever is the matter with the store will show where it matters.
    const others = await createOtherEngineLookup(store, numerics, false)
      .then((elsewhere) => keysOfPhases(program, preflight, elsewhere))
      .then((keys) => otherEngineResultsMessage(keys, phases))
      .catch(() => null);
    if (others !== null) say(`there is already: ${others}. --mix-engines goes on from there`, 'info');
    return keysOfPhases(program, preflight);
  }
  const elsewhere = await createOtherEngineLookup(store, numerics, true);
  const keys = await keysOfPhases(program, preflight, async (phase, inputs, own) =>
    // What is trained again is trained from its beginning, by this engine.
    isRetrainingForced(options, phase) ? null : elsewhere(phase, inputs, own),
  );
  const others = otherEngineResultsMessage(keys, phases);
  if (others !== null) {
    say(`taken from another engine: ${others}. What comes of it is not, to the byte, what one engine gives`);
  }
  return keys;
}

/** Phases, what they wait for, and how much they have to do. */
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

/** Threads to compute each phase with, as far as they can be told without reading data. */
export function estimateThreads(program: Program): Map<string, number> {
  return allocateThreads(phaseWorkloads(program, null), availableParallelism()).threads;
}

export interface PlannedPhase {
  name: string;
  key: string;
  after: string[];
  cached: boolean;
  /** The epoch that an unfinished training of it would go on from; null if there is none. */
  resumesFrom: number | null;
  /** It was trained by an older lagraph, whose results are not taken: which; null if not, or if it is cached. */
  outdated: string | null;
  simulated: boolean;
  /** Threads to compute it with. */
  threads: number;
}

/**
 * For `lagraph plan`: each phase's key, and whether it would be trained. Reads the data, since keys depend on it, and
 * changes nothing. If one or the other can't be read, `phases` is null and `problem` says why.
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
