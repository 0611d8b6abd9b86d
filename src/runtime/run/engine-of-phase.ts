/** With `--engine auto`: which engine trains a phase, with how many threads, and which goes on when one has crashed. */
import type { Phase } from '../../compiler/index.js';
import { BASE_ENGINE, noticeEmitter } from '../api/index.js';
import { JobFailedError, runJob, type EngineFacts } from '../jobs/index.js';
import { datasetsOfPhase, recordCrash } from '../plan/index.js';
import { findCrashedOperation } from './find-crashed-operation.js';
import type { UntrainedPhase } from './resolve-phase.js';
import { commonJobFields, datasetHashes, type RunContext } from './run-context.js';
import { isLong } from './training-time.js';

/** The engine of a training; `numerics` only if the run knows them, and they must not change. */
export interface TrainingEngine extends Pick<EngineFacts, 'name'> {
  numerics?: string;
  threads: number;
  /** What its choice was measured by; null if it was not. */
  stepKey: string | null;
}

/** What the choice of an engine depends on, and who hears of it. */
export type ChoiceContext = Pick<RunContext, 'program' | 'options' | 'plan' | 'emit'> &
  Partial<Pick<RunContext, 'output'>>;

function isLongPhase({ plan }: ChoiceContext, phase: Phase): boolean {
  const { preflight, workloads, threads } = plan;
  const { work } = workloads.find(({ name }) => name === phase.name)!;
  const { dataset, split } = phase.data;
  const examples = preflight.datasets.find(({ name }) => name === dataset)?.examples[split] ?? 0;
  return isLong(phase, work, threads.get(phase.name)!, examples);
}

/** Plans of runs in which it was said already what could be added. */
const told = new WeakSet<RunContext['plan']>();

/**
 * The engine that a phase's training begins with: the one that has begun it, otherwise the quickest. Short trainings are
 * not measured.
 */
export async function engineOfPhase(
  context: ChoiceContext,
  phase: Phase,
  { goesOn }: Pick<UntrainedPhase, 'goesOn'>,
  stop: AbortSignal | undefined,
): Promise<TrainingEngine> {
  const { plan, emit, output } = context;
  const { engine: base, candidates, addable, baseLacks } = plan.preflight;
  const threads = plan.threads.get(phase.name)!;
  const own: TrainingEngine = { name: base.name, numerics: base.numerics, threads, stepKey: null };
  const worthIt = isLongPhase(context, phase);
  if (addable !== null && worthIt && !phase.solve && !told.has(plan)) {
    told.add(plan);
    noticeEmitter(emit)(addable, 'info');
  }
  if (candidates.length < 2) return own;
  const begun = goesOn?.engines.at(-1);
  if (begun === base.name) return own;
  if (begun !== undefined && candidates.includes(begun)) return { name: begun, threads, stepKey: null };
  // A solver computes in evaluation steps, which are a small part of its time.
  if (phase.solve) return own;
  if (!worthIt && !baseLacks.includes(phase.name)) return own;

  const notice = noticeEmitter(emit, phase.name);
  try {
    const { engine, stepKey, times, refused, ...chosen } = await runJob(
      {
        ...commonJobFields(context),
        task: 'chooseEngine',
        phase: phase.name,
        threads,
        candidates: [...candidates],
        hashes: datasetHashes(plan, datasetsOfPhase(phase)),
      },
      { event: emit, stop, ...(output ? { output: output.listen(phase.name) } : {}) },
    );
    for (const { name, reason } of refused) {
      notice(`the engine ${name} is passed over: ${reason.split('\n')[0]!.trim()}`, 'info');
    }
    const withThreads = (name: string, count: number): string =>
      count === threads ? name : `${name} with ${count === 1 ? '1 thread' : `${count} threads`}`;
    const said = times.map((one) => `${withThreads(one.engine, one.threads)} ${one.ms.toPrecision(3)} ms`);
    if (said.length > 1)
      notice(
        `engine ${withThreads(engine.name, chosen.threads)}, by a measurement of its step (${said.join(', ')})`,
        'info',
      );
    return { name: engine.name, numerics: engine.numerics, threads: chosen.threads, stepKey };
  } catch (error) {
    if (!(error instanceof JobFailedError) || error.fault?.kind !== 'crash') throw error;
    notice(`a library crashed while engines were compared (${error.fault.how}): ${own.name} trains it`);
    return own;
  }
}

/**
 * The engine that goes on after the library of one has failed: the base engine, which reads the same checkpoints. Throws
 * the error if the fault is another one or that engine's own, if it can't train the phase, or if only the results of the
 * engine that was named count.
 */
export async function engineAfterFault(
  context: RunContext,
  phase: Phase,
  failed: TrainingEngine,
  error: unknown,
  stop: AbortSignal,
): Promise<TrainingEngine> {
  if (!(error instanceof JobFailedError) || error.fault === null) throw error;
  const { plan, manifest, emit } = context;
  const { engine: base, baseLacks } = plan.preflight;
  const { fault } = error;
  if (fault.kind === 'deviceLost') {
    goOnAfterLoss(context, phase, failed, error);
    return failed;
  }
  let operation: string | null = null;
  if (fault.kind === 'crash') {
    const record = manifest.phases.find(({ name }) => name === phase.name)!;
    operation = await findCrashedOperation(context, phase, failed.name, stop);
    const crash = { engine: failed.name, how: fault.how, ...(operation === null ? {} : { operation }) };
    record.crashes = [...(record.crashes ?? []), crash];
    if (failed.stepKey !== null) await recordCrash(failed.stepKey, failed.name, fault.how);
  }
  if (failed.name === base.name || baseLacks.includes(phase.name)) {
    if (fault.kind === 'unusable' || base.name === BASE_ENGINE) throw error;
    const advice = `Without --engine, ${BASE_ENGINE} goes on from its last checkpoint.`;
    throw new JobFailedError(`${error.message} ${advice}`, error.diagnostic, fault);
  }
  const message =
    fault.kind === 'crash'
      ? `the engine ${failed.name} crashed (${fault.how}${operation === null ? '' : ` in ${operation}`}): ${base.name} goes on from its last checkpoint`
      : `the engine ${failed.name} can't be used, so ${base.name} goes on: ${error.message}`;
  noticeEmitter(emit, phase.name)(message);
  const threads = plan.threads.get(phase.name)!;
  return { name: base.name, numerics: base.numerics, threads, stepKey: null };
}

/** How often a phase goes on after its device was lost: one that is lost again and again has a fault of its own. */
const MOST_LOSSES = 3;

/** Records that the device of a phase's engine was lost. Throws the error if that has happened too often. */
function goOnAfterLoss(
  { manifest, emit }: RunContext,
  phase: Phase,
  { name }: TrainingEngine,
  error: JobFailedError,
): void {
  const record = manifest.phases.find((one) => one.name === phase.name)!;
  const losses = record.crashes?.filter(({ how }) => how === LOSS) ?? [];
  if (losses.length === MOST_LOSSES)
    throw new JobFailedError(
      `${error.message}. It was lost ${MOST_LOSSES + 1} times: the same command goes on from the last checkpoint, and without --engine, ${BASE_ENGINE} does.`,
      error.diagnostic,
      error.fault,
    );
  record.crashes = [...(record.crashes ?? []), { engine: name, how: LOSS }];
  noticeEmitter(
    emit,
    phase.name,
  )(`${error.message}: ${name} goes on from its last checkpoint, in a new process`);
}

const LOSS = 'the graphics device was lost';
