/** Runs a program: preflight and plan, training, evaluations, exports, and the run's record. */
import type { Program } from '../../compiler/index.js';
import type { RunEvent, RunOptions, EpochRecord } from '../api/index.js';
import { saveManifest, type EvaluationRecord, type PhaseRecord } from './manifest.js';
import { makeRunPlan, requireTrainable, type RunPlan } from './run-plan.js';
import { beginRun, type StartedRun } from './begin-run.js';
import { createMetricsLog } from './metrics-log.js';
import { createOutputLog } from './output-log.js';
import { exportTrainedModels } from './export-trained-models.js';
import { repairEarlierRuns } from './repair-earlier-runs.js';
import { RESUME_HINT, runFailureOf, userFacingMessage, type RunFailure } from './run-context.js';
import { runEvaluations } from './run-evaluations.js';
import { trainPhases } from './train-phases.js';
import { JobStoppedError } from '../jobs/index.js';
import { openStore, removeAbandonedDrafts } from '../store/index.js';

export interface RunResult {
  /** `missed`: everything ran, but an evaluation does not meet its expectation. */
  status: 'done' | 'missed' | 'failed' | 'interrupted';
  /** Name and directory; empty if it failed before the run directory was created. */
  run: string;
  directory: string;
  seconds: number;
  /** What went wrong, or how to continue. */
  problem: string | null;
  /** Each failure separately. */
  problems: RunFailure[];
  simulated: boolean;
  phases: (PhaseRecord & { history: EpochRecord[] })[];
  evaluations: EvaluationRecord[];
}

/**
 * Run a program: train the phases that are not cached, each in a child process, compute the evaluations, and write a
 * run directory. Does not throw for errors in the graph, the data or the numerics; the result reports them.
 */
export async function runProgram(program: Program, options: RunOptions): Promise<RunResult> {
  const now = options.now ?? Date.now;
  const started = now();
  const emit = (event: RunEvent) => options.onEvent?.(event);
  const store = openStore(options.store);
  let plan: RunPlan;
  let begun: StartedRun;
  // Buffered: there is no run directory yet.
  const said: (Buffer | null)[] = [];
  try {
    await removeAbandonedDrafts(store);
    plan = await makeRunPlan(program, options, emit, (piece) => said.push(piece));
    requireTrainable(plan);
    begun = await beginRun(program, plan, options, started);
  } catch (error) {
    return notBegun(error);
  }
  const { manifest, directory } = begun;
  const { run: name } = manifest;
  emit({
    event: 'start',
    run: name,
    graph: program.name,
    engine: plan.preflight.engine.name,
    phases: plan.phases.map((phase) => phase.name),
    jobs: manifest.jobs,
    simulated: manifest.simulated,
  });
  for (const { name: dataset, origin, hash, simulated } of plan.preflight.datasets) {
    emit({ event: 'data', dataset, origin, hash, simulated });
  }

  const log = createMetricsLog(directory);
  const output = createOutputLog(directory);
  said.forEach(output.listen('survey'));
  const context = {
    program,
    options,
    plan,
    manifest,
    directory,
    log,
    output,
    problems: [] as RunFailure[],
    emit(event: RunEvent) {
      log.record(event);
      emit(event);
    },
  };
  try {
    if (await trainPhases(context)) {
      await runEvaluations(context);
      await exportTrainedModels(context);
      await repairEarlierRuns(context);
    }
  } catch (error) {
    if (error instanceof JobStoppedError) {
      manifest.status = 'interrupted';
      manifest.problem = RESUME_HINT;
    } else {
      failed(error);
      if (userFacingMessage(error) === null) {
        await finish();
        throw error;
      }
    }
  }
  return finish();

  function failed(error: unknown): void {
    const problem = runFailureOf(error);
    manifest.status = 'failed';
    manifest.problem = problem.message;
    context.emit({ event: 'failed', phase: null, message: problem.message });
    context.problems.push(problem);
  }

  function notBegun(error: unknown): RunResult {
    const stopped = error instanceof JobStoppedError || options.signal?.aborted === true;
    const failure = userFacingMessage(error);
    if (!stopped && failure === null) throw error;
    const problem = failure ?? (error as Error).message;
    if (!stopped) emit({ event: 'failed', phase: null, message: problem });
    return {
      status: stopped ? 'interrupted' : 'failed',
      run: '',
      directory: '',
      seconds: (now() - started) / 1000,
      problem,
      problems: stopped ? [] : [runFailureOf(error)],
      simulated: false,
      phases: [],
      evaluations: [],
    };
  }

  async function finish(): Promise<RunResult> {
    const missed = manifest.evaluations.some(({ ok }) => !ok);
    if (manifest.status === 'running') manifest.status = missed ? 'missed' : 'done';
    manifest.seconds = (now() - started) / 1000;
    manifest.ended = new Date(now()).toISOString();
    begun.stopHeartbeat();
    try {
      Object.assign(manifest.files!, await log.flush(plan.phases.map((phase) => phase.name)));
      await output.flush();
      await saveManifest(store, manifest);
    } catch (error) {
      // The results are in the store; only the record of the run could not be written.
      if (userFacingMessage(error) === null) throw error;
      failed(error);
    }
    const { status, seconds, problem, simulated, phases, evaluations } = manifest;
    emit({ event: 'done', run: name, seconds, directory, ok: status === 'done' });
    return {
      status: status as RunResult['status'],
      run: name,
      directory,
      seconds,
      problem,
      problems: context.problems,
      simulated,
      phases: phases.map((phase) => ({ ...phase, history: log.history(phase.name) })),
      evaluations,
    };
  }
}
