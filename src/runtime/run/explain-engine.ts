/** Explains how the engine would execute the training steps of a plan. Nothing is trained. */
import type { Program } from '../../compiler/index.js';
import { BASE_ENGINE, DEFAULT_ENGINE, type PlanOptions } from '../api/index.js';
import type { PlannedPhase } from './plan-phases.js';
import { selectPhases, estimateThreads } from './run-plan.js';
import { runJob, type ExplainedPhase } from '../jobs/index.js';

export interface EngineExplanation {
  engine: string;
  /** Null if the engine has nothing to explain: it runs the kernels as they were captured. */
  phases: ExplainedPhase[] | null;
  /** What was assumed because the data could not be read; null if nothing was. */
  assumed: string | null;
}

/**
 * For `lagraph plan --explain-engine`. Throws PlanError or JobFailedError with a message for users.
 *
 * @param planned the result of `planPhases`; null if the data can't be read
 * @param only a phase; all by default
 */
export async function explainEngine(
  program: Program,
  options: Pick<PlanOptions, 'data' | 'engine'> & { signal?: AbortSignal },
  planned: readonly PlannedPhase[] | null,
  only?: string,
): Promise<EngineExplanation> {
  const { engine: asked = DEFAULT_ENGINE, data = {}, signal } = options;
  // Which engine a phase will have is measured when it is trained; this one has any phase, if no other has it.
  const engine = asked === DEFAULT_ENGINE ? BASE_ENGINE : asked;
  const wanted = selectPhases(program, only === undefined ? [] : [only]).filter(
    ({ name }) => only === undefined || name === only,
  );
  const threads = planned
    ? new Map(planned.map(({ name, threads: own }) => [name, own]))
    : estimateThreads(program);
  const phases = await runJob(
    {
      task: 'explain',
      program,
      data: { ...data, surveyed: true },
      engine,
      datasets: planned ? [...new Set(wanted.map((phase) => phase.data.dataset))] : [],
      phases: wanted.map(({ name }) => ({ name, threads: threads.get(name) ?? 1 })),
    },
    { event: () => undefined, stop: signal },
  );
  const assumed =
    planned || !phases
      ? null
      : "the data can't be read, so that no field is taken to change from epoch to epoch, and threads are shared out by the sizes that are declared";
  return { engine, phases, assumed };
}
