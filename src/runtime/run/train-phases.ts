import type { Phase } from '../../compiler/index.js';
import {
  noPhaseTimings,
  noticeEmitter,
  PHASE_PARTS,
  totalSeconds,
  type EarlyStop,
  type PhaseTimings,
} from '../api/index.js';
import { datasetsOfPhase, mayEndEarly, prerequisitePhases, withLaterFigures } from '../plan/index.js';
import { saveManifest, type PhaseRecord } from './manifest.js';
import { isRetrainingForced, type RunPlan } from './run-plan.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { JobStoppedError, runJob, type TrainPhaseResult } from '../jobs/index.js';
import type { Task, TaskOutcome } from '../scheduler/index.js';
import { engineAfterFault, engineOfPhase, type TrainingEngine } from './engine-of-phase.js';
import { outdatedPhasesMessage } from './outdated-phases.js';
import {
  keptEpoch,
  laterFigureInputs,
  lostMessage,
  resolvePhase,
  withFigures,
  type CachedPhase,
  type ResolvedPhase,
  type UntrainedPhase,
} from './resolve-phase.js';
import { enginesOfArtifact, isArtifactThere, untilNoCollection } from '../store/index.js';
import {
  commonJobFields,
  datasetHashes,
  networkSources,
  RESUME_HINT,
  runFailureOf,
  type RunContext,
} from './run-context.js';

/** The record of a phase that has not begun. */
export function waitingPhaseRecord(phase: Phase, { states, simulated }: RunPlan): PhaseRecord {
  const { key } = states.get(phase.name)!;
  return {
    name: phase.name,
    key,
    artifact: null,
    after: prerequisitePhases(phase),
    status: 'waiting',
    seconds: 0,
    epochs: 0,
    kept: null,
    stopped: null,
    metrics: {},
    simulated: simulated.has(phase.name),
  };
}

/** The training of a run's phases: tasks, which whoever calls it runs, and what is made of their outcomes. */
export interface PhaseTraining {
  /** Named as the phases. */
  tasks: Task[];
  /** Records what became of them. False if some phases are not finished; the manifest then says why. */
  settle(outcomes: ReadonlyMap<string, TaskOutcome>): boolean;
}

/**
 * Reports the phases that are cached, and makes tasks of those that are not.
 *
 * @param outdated versions of lagraph that trained phases of the graph in an older format, by phase
 */
export async function preparePhases(
  context: RunContext,
  outdated: ReadonlyMap<string, string>,
): Promise<PhaseTraining> {
  const { plan, manifest, options } = context;
  const { lookup } = plan;
  const isoNow = (): string => new Date((options.now ?? Date.now)()).toISOString();
  const forced = (name: string) => isRetrainingForced(options, name);

  const done = (
    phase: Phase,
    record: PhaseRecord,
    status: TrainPhaseResult['status'],
    { result, figures }: Pick<CachedPhase, 'result' | 'figures'>,
  ) => {
    const { id, artifact } = result;
    lookup.results.set(phase.name, result);
    const epochs = artifact.epochs.length;
    const kept = keptEpoch(artifact);
    const stopped = stopOf(phase, artifact.stopped ?? null);
    const { metrics, notRecorded } = figures;
    const missing = notRecorded.length > 0 ? { notRecorded } : {};
    const { seconds } = artifact;
    if (record.began !== undefined) record.ended = isoNow();
    const engines = enginesOfArtifact(artifact);
    Object.assign(record, {
      status,
      artifact: id,
      engines,
      seconds,
      epochs,
      kept,
      stopped,
      metrics,
      ...missing,
    });
    context.log.setHistory(record.name, figures.history);
    // A cached phase took no time in this run.
    const spent = status === 'cached' ? 0 : seconds;
    const told = { status, seconds: spent, epochs, kept, stopped, metrics, ...missing };
    context.emit({ event: 'phase', name: record.name, ...told });
  };

  const train = async (
    phase: Phase,
    record: PhaseRecord,
    untrained: UntrainedPhase,
    stop: AbortSignal,
  ): Promise<void> => {
    const { key, inputs, figures } = untrained;
    const timings = beginTimings(phase.name);
    Object.assign(record, { status: 'running', key, began: isoNow() });
    await saveManifest(plan.store, manifest);
    try {
      const { status, result } = await trainDespiteFaults(phase, record, untrained, timings.spent, stop);
      const cached = await withFigures(lookup, { key, inputs }, result, figures);
      await finishCached(phase, record, cached, stop, status);
    } finally {
      timings.end();
    }
  };

  /** Measures what a phase spends its time on; what is not counted otherwise until it ends is `other`. */
  const beginTimings = (name: string) => {
    const begun = performance.now();
    const spent = noPhaseTimings();
    context.timings.set(name, spent);
    return {
      spent,
      end: () => void (spent.other += (performance.now() - begun) / 1000 - totalSeconds(spent)),
    };
  };

  /** Trains a phase; after a fault of its engine's library, another engine goes on. */
  const trainDespiteFaults = async (
    phase: Phase,
    record: PhaseRecord,
    untrained: UntrainedPhase,
    timings: PhaseTimings,
    stop: AbortSignal,
  ): Promise<TrainPhaseResult> => {
    const begun = performance.now();
    let engine = await engineOfPhase(context, phase, untrained, stop);
    timings.engines += (performance.now() - begun) / 1000;
    for (;;) {
      try {
        return await trainWith(engine, phase, record, untrained, timings, stop);
      } catch (error) {
        if (stop.aborted) throw error;
        engine = await engineAfterFault(context, phase, engine, error, stop);
        await saveManifest(plan.store, manifest);
      }
    }
  };

  /** Adds to the timings what the job spends, also if it fails or is stopped. */
  const trainWith = async (
    engine: TrainingEngine,
    phase: Phase,
    record: PhaseRecord,
    { key, inputs, figures }: UntrainedPhase,
    timings: PhaseTimings,
    stop: AbortSignal,
  ): Promise<TrainPhaseResult> => {
    const { numerics: _, ...common } = commonJobFields(context);
    const { memory } = context;
    const forked = performance.now();
    let ofJob: PhaseTimings | null = null;
    const training = runJob(
      {
        ...common,
        engine: engine.name,
        ...(engine.numerics === undefined ? {} : { numerics: engine.numerics }),
        threads: engine.threads,
        task: 'phase',
        phase: phase.name,
        key,
        inputs,
        figures,
        hashes: datasetHashes(plan, datasetsOfPhase(phase)),
        artifacts: nullPrototypeRecord(
          prerequisitePhases(phase).map((name) => [name, lookup.results.get(name)!.id]),
        ),
        onlyOwn: lookup.choice.only,
        simulated: record.simulated,
        force: forced(phase.name),
      },
      {
        event: context.emit,
        spent(expense) {
          ofJob = expense.timings;
          memory.set(phase.name, Math.max(expense.peakBytes, memory.get(phase.name) ?? 0));
        },
        stop,
        output: context.output.listen(phase.name),
      },
    );
    try {
      return await training;
    } finally {
      if (ofJob) addJobTimings(timings, ofJob, (performance.now() - forked) / 1000);
    }
  };

  /** Computes the figures that are missing, if there are any, and reports the phase. */
  const finishCached = async (
    phase: Phase,
    record: PhaseRecord,
    cached: CachedPhase,
    stop: AbortSignal | undefined,
    status: TrainPhaseResult['status'] = 'cached',
  ): Promise<void> => {
    const { key, result, later } = cached;
    const { artifact } = result;
    let { figures } = cached;
    if (later.length > 0) {
      lookup.results.set(phase.name, result);
      const written = new Set(
        artifact.networks?.flatMap((network, at) => (network ? phase.fingerprint.networks[at]! : [])),
      );
      const values = await runJob(
        {
          ...commonJobFields(context),
          threads: plan.threads.get(phase.name)!,
          task: 'figures',
          phase: phase.name,
          networks: networkSources(
            plan,
            phase.networks.map(({ name, from }) => ({ name, from: written.has(name) ? phase.name : from })),
          ),
          hashes: datasetHashes(plan, datasetsOfPhase(phase)),
          figures: later.map((figure) => laterFigureInputs(figure, artifact)),
          simulated: record.simulated,
        },
        { event: context.emit, stop, output: context.output.listen(phase.name) },
      );
      figures = withLaterFigures(figures, keptEpoch(artifact), new Map(Object.entries(values)));
    }
    record.key = key;
    done(phase, record, status, { result, figures });
    await saveManifest(plan.store, manifest);
  };

  const records = new Map(manifest.phases.map((record) => [record.name, record]));
  const phases = new Map(plan.phases.map((phase) => [phase.name, phase]));
  // The record names the phases by now: what a collection of garbage has not removed yet, it leaves.
  await untilNoCollection(plan.store);
  // Cached phases are reported first: they need neither a process nor a core.
  for (const [name, state] of plan.states) {
    if (
      state.state === 'cached' &&
      state.later.length === 0 &&
      (await isArtifactThere(plan.store, state.result.id))
    )
      done(phases.get(name)!, records.get(name)!, 'cached', state);
  }
  emitOutdatedNotice(context, outdated);
  emitEngineNotice(context);
  emitLostNotices(context);
  /** Looks a phase up, and names in the record what was found, before it is used. */
  const resolveForUse = async (phase: Phase, record: PhaseRecord): Promise<ResolvedPhase> => {
    for (;;) {
      const state = await resolvePhase(lookup, phase, { force: forced(phase.name) });
      record.key = state.key;
      record.artifact = state.state === 'cached' ? state.result.id : null;
      await saveManifest(plan.store, manifest);
      await untilNoCollection(plan.store);
      if (state.state !== 'cached' || (await isArtifactThere(plan.store, state.result.id))) return state;
    }
  };
  const work = async (phase: Phase, record: PhaseRecord, stop: AbortSignal): Promise<void> => {
    // What it starts from is trained by now.
    const state = await resolveForUse(phase, record);
    if (state.state === 'cached') await finishCached(phase, record, state, stop);
    else if (state.state === 'train') await train(phase, record, state, stop);
    else throw new Error(`${phase.name} was begun before the phases that it starts from were trained`);
  };
  const tasks = plan.phases.flatMap((phase): Task[] => {
    const { name } = phase;
    const record = records.get(name)!;
    if (record.status === 'cached') return [];
    const threads = plan.threads.get(name)!;
    const after = record.after.filter((before) => records.get(before)?.status !== 'cached');
    return [{ name, after, threads, run: (stop) => work(phase, record, stop) }];
  });
  return { tasks, settle };

  function settle(outcomes: ReadonlyMap<string, TaskOutcome>): boolean {
    let whole = true;
    for (const record of manifest.phases) {
      const outcome = outcomes.get(record.name);
      if (!outcome || outcome.status === 'done') continue;
      whole = false;
      if (record.began !== undefined) record.ended = isoNow();
      if (outcome.status === 'stopped') record.status = 'stopped';
      if (outcome.status !== 'failed') continue;
      record.status = 'failed';
      context.problems.push(runFailureOf(outcome.error, context.label(record.name)));
      manifest.status = 'failed';
      manifest.problem = context.problems.map((one) => one.message).join('\n');
      context.emit({ event: 'failed', phase: record.name, message: runFailureOf(outcome.error).message });
    }
    for (const outcome of outcomes.values()) {
      // A bug that occurred while stopping is still reported.
      const hidden = outcome.status === 'stopped' && !(outcome.error instanceof JobStoppedError);
      if (hidden) context.emit({ event: 'notice', message: runFailureOf(outcome.error).message });
    }
    if (!whole && manifest.status === 'running') {
      manifest.status = 'interrupted';
      manifest.problem = RESUME_HINT;
    }
    return whole;
  }
}

/** Adds what a job has measured; what its process took beside is its start. */
function addJobTimings(timings: PhaseTimings, ofJob: PhaseTimings, seconds: number): void {
  for (const part of PHASE_PARTS) timings[part] += ofJob[part];
  timings.start += seconds - totalSeconds(ofJob);
}

/** An early stop as the phase has it now: it may have other numbers of epochs and other names than when it was trained. */
const stopOf = (phase: Phase, stopped: EarlyStop | null): EarlyStop | null =>
  stopped && mayEndEarly(phase) && stopped.epoch < phase.epochs
    ? { ...stopped, of: phase.epochs, figure: phase.stopEarly?.figure ?? stopped.figure }
    : null;

/** Says which results another engine than that of this run has made, if only the end counts. */
function emitEngineNotice({ plan, emit }: RunContext): void {
  const own = plan.lookup.choice.engine;
  const { candidates } = plan.preflight;
  const others = [...plan.states].flatMap(([name, state]) => {
    const engines =
      state.state === 'cached'
        ? enginesOfArtifact(state.result.artifact)
        : state.state === 'train'
          ? (state.goesOn?.engines ?? [])
          : [];
    if (engines.every((one) => candidates.includes(one))) return [];
    const epochs = state.state === 'train' ? ` (up to epoch ${state.goesOn!.epoch})` : '';
    return [`${name} by ${engines.join(', then ')}${epochs}`];
  });
  if (others.length === 0) return;
  const message = `made by another engine: ${others.join('; ')}. --engine ${own} counts only what ${own} has made by itself`;
  noticeEmitter(emit)(message, 'info');
}

/** Says which trainings begin anew although there is a shorter one. */
function emitLostNotices({ plan, emit }: RunContext): void {
  for (const [name, state] of plan.states) {
    if (state.state !== 'train' || state.lost === null) continue;
    noticeEmitter(emit, name)(lostMessage(state.lost), 'info');
  }
}

/** Results of an older format are not used: the user is told why they are trained again. */
function emitOutdatedNotice({ manifest, emit }: RunContext, outdated: ReadonlyMap<string, string>): void {
  const again = manifest.phases.flatMap(({ name, status }) =>
    status !== 'cached' && outdated.has(name) ? [{ name, outdated: outdated.get(name)! }] : [],
  );
  if (again.length > 0) emit({ event: 'notice', message: outdatedPhasesMessage(again), level: 'info' });
}
