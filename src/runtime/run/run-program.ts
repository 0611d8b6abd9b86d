/** Runs a graph: preflight and plan, training, evaluations, exports, and the run's record. */
import type { Program } from '../../compiler/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import {
  DEFAULT_ENGINE,
  type EpochRecord,
  type RunEvent,
  type RunOptions,
  type RunTimings,
} from '../api/index.js';
import { saveManifest, type EvaluationRecord, type PhaseRecord } from './manifest.js';
import { requireTrainable, type RunPlan } from './run-plan.js';
import { makeRunPlans } from './make-run-plans.js';
import { beginRun, beginSeed, type StartedRun } from './begin-run.js';
import { createRunClock } from './run-clock.js';
import { meanEvaluations } from './mean-evaluations.js';
import { labelledEvent, seedLabels } from './seed-labels.js';
import { createMetricsLog } from './metrics-log.js';
import { createOutputLog } from './output-log.js';
import { loadWeightFiles } from './load-weights.js';
import { exportTrainedModels } from './export-trained-models.js';
import { repairEarlierRuns } from './repair-earlier-runs.js';
import {
  RESUME_HINT,
  runFailureOf,
  userFacingMessage,
  type RunContext,
  type RunFailure,
} from './run-context.js';
import { runEvaluations } from './run-evaluations.js';
import { trainSeeds } from './train-seeds.js';
import { NO_REASONS, trainingReasons, type TrainingReasons } from './training-reasons.js';
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
  /** Where the time went. */
  timings: RunTimings;
  /** With several seeds each phase stands there once for each, as `link@3`. */
  phases: (PhaseRecord & { history: EpochRecord[] })[];
  evaluations: EvaluationRecord[];
}

/**
 * Run a program: train the phases that are not cached, each in a child process, compute the evaluations, and write a
 * run directory. Does not throw for errors in the graph, the data or the numerics; the result reports them.
 */
export const runProgram = (program: Program, options: RunOptions): Promise<RunResult> =>
  runSeeds([program], options);

/**
 * Run one graph with several seeds as one run: `programs` are those of the same text, one for each seed. The run's own
 * record is that of the first, with the evaluations of all; the others have theirs in its folder.
 */
export async function runSeeds(programs: readonly Program[], options: RunOptions): Promise<RunResult> {
  const now = options.now ?? Date.now;
  const started = now();
  const clock = createRunClock();
  const emit = (event: RunEvent) => options.onEvent?.(event);
  const store = openStore(options.store);
  const several = programs.length > 1;
  const labels = seedLabels(programs);
  let plans: RunPlan[];
  const begun: StartedRun[] = [];
  let reasons: TrainingReasons;
  // Buffered: there is no run directory yet.
  const said: (Buffer | null)[] = [];
  try {
    await removeAbandonedDrafts(store);
    plans = await makeRunPlans(programs, options, emit, (piece) => said.push(piece));
    plans.forEach(requireTrainable);
    // Before this run is one of the store's. With `force` nothing needs a reason.
    reasons = options.force ? NO_REASONS : await trainingReasons(programs[0]!, plans[0]!);
    for (const [at, program] of programs.entries()) {
      begun.push(
        at === 0
          ? await beginRun(program, plans[at]!, options, started)
          : await beginSeed(begun[0]!.manifest.run, program, plans[at]!, options, started),
      );
    }
  } catch (error) {
    begun.forEach((one) => one.stopHeartbeat());
    return notBegun(error);
  }
  const { manifest, directory } = begun[0]!;
  const { preflight } = plans[0]!;
  const { run: name } = manifest;
  emit({
    event: 'start',
    run: name,
    graph: programs[0]!.name,
    engine: preflight.candidates.length > 1 ? DEFAULT_ENGINE : preflight.engine.name,
    phases: plans.flatMap((plan, at) => plan.phases.map((phase) => labels[at]!(phase.name))),
    jobs: manifest.jobs,
    simulated: manifest.simulated,
    ...(reasons.comparedWith !== null && reasons.reasons.size > 0
      ? {
          reasons: {
            since: reasons.comparedWith,
            phases: nullPrototypeRecord(
              [...reasons.reasons].map(([phase, why]) => [labels[0]!(phase), why] as const),
            ),
          },
        }
      : {}),
  });
  for (const { name: dataset, origin, hash, simulated } of preflight.datasets) {
    emit({ event: 'data', dataset, origin, hash, simulated });
  }

  const contexts = programs.map((program, at): RunContext => {
    const { manifest: own, directory: folder } = begun[at]!;
    const log = createMetricsLog(folder);
    const label = labels[at]!;
    return {
      program,
      options,
      plan: plans[at]!,
      manifest: own,
      directory: folder,
      log,
      output: createOutputLog(folder),
      label,
      timings: new Map(),
      memory: new Map(),
      problems: [],
      emit(event) {
        log.record(event);
        emit(labelledEvent(event, label));
      },
    };
  });
  const [main] = contexts as [RunContext];
  said.forEach(main.output.listen('survey'));
  try {
    for (const context of contexts) await loadWeightFiles(context);
    clock.begin('phases');
    if (await trainSeeds(contexts)) {
      clock.begin('evaluations');
      for (const context of contexts) await runEvaluations(context, several);
      if (several) recordMeans();
      clock.begin('models');
      await exportTrainedModels(main);
      clock.begin('other');
      await repairEarlierRuns(main);
    }
  } catch (error) {
    if (error instanceof JobStoppedError) {
      for (const context of contexts) interrupted(context);
    } else {
      failed(error);
      if (userFacingMessage(error) === null) {
        await finish();
        throw error;
      }
    }
  }
  return finish();

  function interrupted({ manifest: own }: RunContext): void {
    own.status = 'interrupted';
    own.problem = RESUME_HINT;
  }

  /** The run's record has the means; those of the other seeds have their own values. */
  function recordMeans(): void {
    const seeds = contexts.map(({ manifest: { seed, evaluations } }) => ({ seed, evaluations }));
    manifest.evaluations = meanEvaluations(main.program, seeds);
    for (const { cached: _cached, key: _key, ...said } of manifest.evaluations)
      emit({ event: 'evaluate', ...said });
  }

  function failed(error: unknown): void {
    const problem = runFailureOf(error);
    manifest.status = 'failed';
    manifest.problem = problem.message;
    main.emit({ event: 'failed', phase: null, message: problem.message });
    main.problems.push(problem);
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
      timings: clock.read([]),
      phases: [],
      evaluations: [],
    };
  }

  /** Ends the records, that of the run at last: what another seed has failed in, the run has failed in. */
  async function finish(): Promise<RunResult> {
    const others = contexts.slice(1);
    for (const status of ['failed', 'interrupted'] as const) {
      const first = others.find(({ manifest: own }) => own.status === status);
      if (!first || manifest.status !== 'running') continue;
      manifest.status = status;
      manifest.problem = first.manifest.problem;
    }
    const missed = manifest.evaluations.some(({ ok }) => !ok);
    if (manifest.status === 'running') manifest.status = missed ? 'missed' : 'done';
    for (const context of [...others, main]) {
      const { manifest: own } = context;
      if (own.status === 'running') own.status = manifest.status === 'missed' ? 'done' : manifest.status;
      own.seconds = (now() - started) / 1000;
      own.ended = new Date(now()).toISOString();
    }
    begun.forEach((one) => one.stopHeartbeat());
    try {
      for (const { log, output, plan, manifest: own } of [...others, main]) {
        Object.assign(own.files!, await log.flush(plan.phases.map((phase) => phase.name)));
        await output.flush();
        await saveManifest(store, own);
      }
    } catch (error) {
      // The results are in the store; only the record of the run could not be written.
      if (userFacingMessage(error) === null) throw error;
      failed(error);
    }
    const { status, seconds, problem, simulated, evaluations } = manifest;
    const timings = clock.read(contexts);
    emit({ event: 'timings', ...timings });
    emit({ event: 'done', run: name, seconds, directory, ok: status === 'done' });
    return {
      status: status as RunResult['status'],
      run: name,
      directory,
      seconds,
      problem,
      problems: contexts.flatMap(({ problems }) => problems),
      simulated,
      timings,
      phases: contexts.flatMap(({ manifest: own, log, label }) =>
        own.phases.map((phase) => ({ ...phase, name: label(phase.name), history: log.history(phase.name) })),
      ),
      evaluations,
    };
  }
}
