/** For `lagraph plan`: what there is of each phase, and why it would be trained. */
import type { Phase, Program } from '../../compiler/index.js';
import type { PlanOptions } from '../api/index.js';
import { prerequisitePhases } from '../plan/index.js';
import { enginesOfArtifact, storeFaultMessage } from '../store/index.js';
import { outdatedPhases } from './outdated-phases.js';
import { makeRunPlan, type RunPlan } from './run-plan.js';
import { trainingReasons } from './training-reasons.js';

export interface PlannedPhase {
  name: string;
  /** Null while phases that it starts from are to be trained. */
  key: string | null;
  after: string[];
  cached: boolean;
  /** Phases that are to be trained before; if they come out as they were, its result is in the store. */
  pending: string[] | null;
  /** The epoch from which training goes on; null if there is none. */
  resumesFrom: number | null;
  /** Epochs of a shorter training that it can't go on from, since the optimizer's state is no longer there. */
  lost: number | null;
  /** Figures that are computed from the weights that are kept, without training. */
  onlyFigures: string[];
  /** The engines that made its result, or what it goes on from; null if there is none. */
  engines: string[] | null;
  /**
   * The version of lagraph that trained it in an older format, whose results are not used; null if there is none, or
   * if it is cached.
   */
  outdated: string | null;
  /** Why it is to be trained, by comparison with the newest run of the graph; null if it is not, or there is none. */
  reason: string | null;
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
  | { phases: PlannedPhase[]; engine: string; comparedWith: string | null; problem: null; unread: null }
  | { phases: null; engine: null; comparedWith: null; problem: string; unread: 'data' | 'store' }
> {
  try {
    const plan = await makeRunPlan(program, options, () => undefined);
    const outdated = await outdatedPhases(plan.lookup.store, program.name);
    const { comparedWith, reasons } = await trainingReasons(program, plan);
    const phases = plan.phases.map((phase) => ({
      ...describePlannedPhase(plan, phase, outdated),
      reason: reasons.get(phase.name) ?? null,
    }));
    const { engine } = plan.lookup.choice;
    return { phases, engine, comparedWith, problem: null, unread: null };
  } catch (error) {
    const problem = storeFaultMessage(error);
    const nothing = { phases: null, engine: null, comparedWith: null };
    if (problem !== null) return { ...nothing, problem, unread: 'store' };
    return { ...nothing, problem: (error as Error).message, unread: 'data' };
  }
}

function describePlannedPhase(
  { states, simulated, threads }: RunPlan,
  phase: Phase,
  outdated: ReadonlyMap<string, string>,
): Omit<PlannedPhase, 'reason'> {
  const { name } = phase;
  const state = states.get(name)!;
  const cached = state.state === 'cached';
  const after = prerequisitePhases(phase);
  const untrained = after.filter((before) => states.get(before)?.state !== 'cached');
  const goesOn = state.state === 'train' ? state.goesOn : null;
  return {
    name,
    key: state.key,
    after,
    cached,
    pending: state.state === 'waiting' && state.mayBeCached ? untrained : null,
    resumesFrom: goesOn?.epoch ?? null,
    lost: state.state === 'train' ? state.lost : null,
    onlyFigures: cached ? state.later.map((figure) => figure.name) : [],
    engines: cached ? enginesOfArtifact(state.result.artifact) : (goesOn?.engines ?? null),
    outdated: cached ? null : (outdated.get(name) ?? null),
    simulated: simulated.has(name),
    threads: threads.get(name)!,
  };
}
