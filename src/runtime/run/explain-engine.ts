/** Explains how the engine would execute the training steps of a plan. Nothing is trained. */
import type { Program } from '../../compiler/index.js';
import { BASE_ENGINE, DEFAULT_ENGINE, PROFILED_ENGINE, type PlanOptions } from '../api/index.js';
import type { PlannedPhase } from './plan-phases.js';
import { selectPhases, estimateThreads } from './run-plan.js';
import { runJob, type ExplainedPhase, type ProfiledPhase } from '../jobs/index.js';

export interface EngineExplanation {
  engine: string;
  /** Null if the engine has nothing to explain: it runs the kernels as they were captured. */
  phases: ExplainedPhase[] | null;
  /** Of the engine onednn, in place of `phases`: what its operations take, measured; otherwise null. */
  measured: ProfiledPhase[] | null;
  /** What was assumed because the data could not be read; null if nothing was. */
  assumed: string | null;
}

type ExplainOptions = Pick<PlanOptions, 'data' | 'engine'> & { signal?: AbortSignal };

/**
 * For `lagraph plan --explain-engine`. Throws PlanError or JobFailedError with a message for users.
 *
 * @param planned the result of `planPhases`; null if the data can't be read
 * @param only a phase; all by default
 */
export async function explainEngine(
  program: Program,
  options: ExplainOptions,
  planned: readonly PlannedPhase[] | null,
  only?: string,
): Promise<EngineExplanation> {
  const { engine: asked = DEFAULT_ENGINE, signal } = options;
  // Which engine a phase will have is measured when it is trained; this one has any phase, if no other has it.
  const engine = asked === DEFAULT_ENGINE ? BASE_ENGINE : asked;
  const { fields, assumed } = jobFields(program, options, planned, only);
  const callbacks = { event: () => undefined, stop: signal };
  if (engine === PROFILED_ENGINE) {
    const measured = await runJob({ task: 'profileStep', engine, ...fields }, callbacks);
    return { engine, phases: null, measured, assumed };
  }
  const phases = await runJob({ task: 'explain', engine, ...fields }, callbacks);
  return { engine, phases, measured: null, assumed: phases ? assumed : null };
}

export interface StepProfile {
  engine: string;
  /** Null if the engine does not tell the operations of its steps apart. */
  phases: ProfiledPhase[] | null;
  assumed: string | null;
}

/**
 * For `lagraph plan --profile-step`: the same of each operation, measured. Unless an engine is named, of the one that can
 * tell. Throws PlanError or JobFailedError.
 */
export async function profileStep(
  program: Program,
  options: ExplainOptions,
  planned: readonly PlannedPhase[] | null,
  only?: string,
): Promise<StepProfile> {
  const { engine: asked = DEFAULT_ENGINE, signal } = options;
  const engine = asked === DEFAULT_ENGINE ? PROFILED_ENGINE : asked;
  const { fields, assumed } = jobFields(program, options, planned, only);
  const phases = await runJob(
    { task: 'profileStep', engine, ...fields },
    { event: () => undefined, stop: signal },
  );
  return { engine, phases, assumed: phases ? assumed : null };
}

/** What the jobs are told alike, and what is assumed. */
function jobFields(
  program: Program,
  { data = {} }: ExplainOptions,
  planned: readonly PlannedPhase[] | null,
  only: string | undefined,
) {
  const wanted = selectPhases(program, only === undefined ? [] : [only]).filter(
    ({ name }) => only === undefined || name === only,
  );
  const threads = planned
    ? new Map(planned.map(({ name, threads: own }) => [name, own]))
    : estimateThreads(program);
  return {
    fields: {
      program,
      data: { ...data, surveyed: true },
      datasets: planned ? [...new Set(wanted.map((phase) => phase.data.dataset))] : [],
      phases: wanted.map(({ name }) => ({ name, threads: threads.get(name) ?? 1 })),
    },
    assumed: planned
      ? null
      : "the data can't be read, so that no field is taken to change from epoch to epoch, and threads are shared out by the sizes that are declared",
  };
}
