/** What a run would do: which phases there are, under which keys, and which of them are done already. */
import { availableParallelism } from 'node:os';

import type { Phase, Program } from '../compiler/index.js';
import { own } from '../names/index.js';
import { unseen } from './hoisting.js';
import { lookElsewhere, tellOf } from './elsewhere.js';
import { datasetsOf, phaseKeys, phasesBefore, type Keyed } from './keys.js';
import { DEFAULT_ENGINE, type PlanOptions, type RunOptions } from './options.js';
import { runJob } from './scheduler/index.js';
import { outdatedPhases } from './outdated.js';
import { faultOf, findArtifact, lastCheckpoint, openStore, type Store } from './store/index.js';
import type { Share } from './rehearsal.js';
import { planThreads } from './threads.js';
import type { Survey } from './worker/index.js';
import { noticesTo, type RunEvent } from './events.js';
import { workOf } from './work.js';

export interface Plan {
  survey: Survey;
  keys: ReadonlyMap<string, Keyed>;
  /** Phases that are wanted, in an order in which they can run. */
  phases: Phase[];
  /** How many phases may run at once. */
  jobs: number;
  /** How many would, were nothing cached. */
  together: number;
  /** Threads to compute each phase with, by name. */
  threads: ReadonlyMap<string, number>;
  /** Of phases that could start, the first in this order starts first. */
  order: readonly string[];
  cores: number;
  store: Store;
}

/** A name in `only` that no phase has, and such: the message is for people. */
export class PlanProblem extends Error {}

/** Phases named by `only`, and all that they start from. */
export function chosenPhases(program: Program, only: readonly string[] | undefined): Phase[] {
  if (!only || only.length === 0) return program.phases;
  const byName = new Map(program.phases.map((phase) => [phase.name, phase]));
  const chosen = new Set<string>();
  const choose = (name: string) => {
    const phase = byName.get(name);
    if (!phase) {
      throw new PlanProblem(
        `There is no phase named ${name}; the phases are ${[...byName.keys()].join(', ')}.`,
      );
    }
    if (chosen.has(name)) return;
    chosen.add(name);
    phasesBefore(phase).forEach(choose);
  };
  only.forEach(choose);
  return program.phases.filter(({ name }) => chosen.has(name));
}

/** Data sets that the program reads. */
export function datasetsInUse(program: Program): string[] {
  const names = new Set(program.phases.flatMap(datasetsOf));
  for (const { data } of program.evaluations) names.add(data.dataset);
  for (const report of program.reports) if (report.kind === 'translations') names.add(report.data.dataset);
  return [...names].sort();
}

/** What of a run's options a plan depends on. */
type Wanted = PlanOptions & Pick<RunOptions, 'jobs' | 'force' | 'signal'>;

/** Look at the data and the engine, and work out the keys. Throws PlanProblem, JobFailed or JobStopped. */
export async function makePlan(
  program: Program,
  options: Wanted,
  event: (event: RunEvent) => void,
  output?: (piece: Buffer | null) => void,
): Promise<Plan> {
  const phases = chosenPhases(program, options.only);
  const engine = options.engine ?? DEFAULT_ENGINE;
  const survey = await runJob(
    {
      task: 'survey',
      program,
      data: options.data ?? {},
      engine,
      datasets: datasetsInUse(program),
      ...(options.requireGpu ? { requireGpu: true } : {}),
      ...(options.mixEngines ? { mixEngines: true } : {}),
    },
    { event, stop: options.signal, ...(output ? { output } : {}) },
  );
  const cores = availableParallelism();
  const shares = sharesOf(program, survey);
  const store = openStore(options.store);
  return {
    survey,
    keys: await keysOf(program, survey, phases, { store, options, event }),
    phases,
    jobs: Math.max(1, options.jobs ?? cores),
    ...planThreads(shares, cores, survey.multithreaded ? cores : 1),
    cores,
    store,
  };
}

/** Whether a phase is to be trained again though its result is there. */
export const isForced = ({ force, only }: Pick<RunOptions, 'force' | 'only'>, phase: string): boolean =>
  force === true && (!only || only.length === 0 || only.includes(phase));

/** Each phase's key. What other engines have trained is taken, or it is said how it could be. */
async function keysOf(
  program: Program,
  survey: Survey,
  phases: readonly Phase[],
  { store, options, event }: { store: Store; options: Wanted; event(event: RunEvent): void },
): Promise<Map<string, Keyed>> {
  const { numerics } = survey.engine;
  const say = noticesTo(event);
  if (!options.mixEngines) {
    // For nothing but a hint: whatever is the matter with the store will show where it matters.
    const others = await lookElsewhere(store, numerics, false)
      .then((elsewhere) => phaseKeys(program, survey, elsewhere))
      .then((keys) => tellOf(keys, phases))
      .catch(() => null);
    if (others !== null) say(`there is already: ${others}. --mix-engines goes on from there`, 'info');
    return phaseKeys(program, survey);
  }
  const elsewhere = await lookElsewhere(store, numerics, true);
  const keys = await phaseKeys(program, survey, async (phase, inputs, own) =>
    // What is trained again is trained from its beginning, by this engine.
    isForced(options, phase) ? null : elsewhere(phase, inputs, own),
  );
  const others = tellOf(keys, phases);
  if (others !== null) {
    say(`taken from another engine: ${others}. What comes of it is not, to the byte, what one engine gives`);
  }
  return keys;
}

/** Phases, what they wait for, and how much they have to do. */
function sharesOf(program: Program, survey: Survey | null): Share[] {
  const guess = (phase: Phase) => {
    const { dataset, split } = phase.data;
    const declared = program.datasets.find(({ name }) => name === dataset)?.splits[split]?.examples;
    return workOf(program, phase, unseen(declared ?? 1));
  };
  return program.phases.map((phase) => ({
    name: phase.name,
    after: phasesBefore(phase),
    work: (survey && own(survey.work, phase.name)) ?? guess(phase),
  }));
}

/** Threads to compute each phase with, as far as they can be told without reading data. */
export function threadsUnsurveyed(program: Program): Map<string, number> {
  return planThreads(sharesOf(program, null), availableParallelism()).threads;
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
export async function plannedPhases(
  program: Program,
  options: PlanOptions & { jobs?: number; signal?: AbortSignal },
): Promise<
  | { phases: PlannedPhase[]; problem: null; unread: null }
  | { phases: null; problem: string; unread: 'data' | 'store' }
> {
  let plan: Plan;
  try {
    plan = await makePlan(program, options, () => undefined);
  } catch (error) {
    return { phases: null, problem: (error as Error).message, unread: 'data' };
  }
  try {
    const outdated = await outdatedPhases(plan.store, program.name);
    const phases = plan.phases.map((phase) => plannedPhase(plan, phase, outdated));
    return { phases: await Promise.all(phases), problem: null, unread: null };
  } catch (error) {
    const problem = faultOf(error);
    if (problem === null) throw error;
    return { phases: null, problem, unread: 'store' };
  }
}

async function plannedPhase(
  { store, keys, threads }: Plan,
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
    after: phasesBefore(phase),
    cached,
    resumesFrom: checkpoint?.progress.epoch ?? (cached ? null : (other?.epoch ?? null)),
    outdated: cached ? null : (outdated.get(name) ?? null),
    simulated,
    threads: threads.get(name)!,
  };
}
