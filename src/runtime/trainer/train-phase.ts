/** Trains one phase, from its starting weights or from a checkpoint to its last epoch. */
import { stepsOfPass } from '../../compiler/index.js';
import { declareState, trainingStep, weightOfBestStateName } from '../capture/index.js';
import { noticeEmitter, type EpochRecord } from '../api/index.js';
import { examplesUsedInTraining, stepWires, movingWires } from '../plan/index.js';
import { storedName } from '../store/index.js';
import { shapeSize } from '../../vocabulary/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { createProgramCache } from './program-cache.js';
import { createRemainingTimeEstimator } from './remaining-time.js';
import { hoistsFrozenFeatures, precomputeFrozenFeatures } from './frozen-features.js';
import { createStepFeeder } from './step-feeds.js';
import { trainedWeights, weightsToKeep } from './trained-weights.js';
import {
  monitoredLossesMessage,
  isTrainingFinished,
  recordEpoch,
  earlyStopOf,
} from './best-epoch-monitor.js';
import { trainingBatches } from './training-batches.js';
import { nonFiniteLossError } from './non-finite-loss.js';
import { TrainingStoppedError, TrainingError } from './training-errors.js';
import { beginProgress } from './begin-progress.js';
import { checkpointNames } from './checkpoint-names.js';
import { findCheckpointToResume, requireCheckpointFits } from './find-resumable-checkpoint.js';
import { createCheckpointWriter } from './checkpoint-writer.js';
import { scheduledScalars } from './scalar-schedules.js';
import { recordPlateau } from './plateau.js';
import { createBufferPool } from './buffer-pool.js';
import { batchMean } from './evaluation-loop.js';
import { closeEpoch, runEpochSteps } from './epoch-steps.js';
import type { TrainingResult, TrainingContext } from './training-context.js';
import { createValidationLoop } from './validation-loop.js';
import { changedTensors, startingWeights, type StateDict } from './load-weights.js';

/**
 * Train a phase. A checkpoint is written after each epoch, and within an epoch on a request to stop. Training of the same
 * course resumes from it, with the same number of epochs or with more, and gives the same bytes as if it had not been
 * interrupted. Throws TrainingError or TrainingStoppedError.
 */
export async function trainPhase(training: TrainingContext): Promise<TrainingResult> {
  const { program, phase, clock, emit, stop } = training;
  const { seed } = program;
  const set = training.datasets.get(phase.data.dataset)!.split(phase.data.split);
  if (set.examples === 0) {
    throw new TrainingError(`${phase.data.dataset}.${phase.data.split} has no examples to train on.`);
  }
  const frozen = {
    set,
    used: examplesUsedInTraining(phase, set.examples),
    wires: phase.wires,
    wanted: stepWires(phase),
  };
  // Metrics move no weights: what is computed for them alone does not count.
  const hoists = hoistsFrozenFeatures(training, { ...frozen, wanted: movingWires(phase) });
  const names = checkpointNames(program, phase);
  const found = await findCheckpointToResume(training, hoists);
  const checkpoint = found && { ...found, tensors: names.toNames(found.tensors) };
  const resumed = checkpoint !== null;
  const { progress, lacking } = beginProgress(training, checkpoint, hoists);
  // Those that the first part of this epoch has not been summed for.
  let incomplete = progress.step > 0 ? lacking : [];

  const { batchSize } = phase;
  const steps = phase.stepsPerEpoch ?? stepsOfPass(set.examples, phase);

  const notice = noticeEmitter(emit, phase.name);
  const session = await training.engine.open({
    threads: progress.threads,
    ...(phase.precision ? { precision: phase.precision } : {}),
    notice,
  });
  try {
    // 1. State: starting weights, slots and counters, overwritten by the checkpoint's tensors.
    const initial = await initialState(training);
    const state: StateDict = new Map(initial);
    let best: StateDict | null = null;
    for (const [name, tensor] of checkpoint?.tensors ?? []) {
      const weight = weightOfBestStateName(name);
      if (weight !== undefined) (best ??= new Map()).set(weight, tensor);
      else state.set(name, tensor);
    }
    await session.write(state);

    // 2. Programs. Frozen features, if any, are computed before the epoch that uses them.
    const hoisted = precomputeFrozenFeatures(training, session, frozen);
    const source = { set, features: hoisted.features, seed, scope: phase.stream };
    const buffers = createBufferPool();
    const trainedNames = new Set<string>();
    const programs = createProgramCache(
      session,
      async (size) => {
        const step = await trainingStep(program, { ...phase, wires: hoisted.wires }, size);
        for (const output of step.outputs) if (output.kind === 'state') trainedNames.add(output.name);
        return step;
      },
      (step) => createStepFeeder(step, batchSize, source, buffers),
      clock,
    );
    // The first batch does not wait for the program of the last, smaller batch.
    await programs.get(phase.classBatch ? batchSize : Math.min(batchSize, set.examples));
    if (checkpoint) requireCheckpointFits(training, checkpoint, initial, trainedNames);
    const validation = createValidationLoop(training, session);

    // 3. Epochs.
    const batches = trainingBatches(seed, phase, set);
    const engines = progress.engines.map((one) => one.name);
    const checkpointsId = storedName(training.course, engines);
    const checkpoints = createCheckpointWriter(training, checkpointsId, names, session, trainedNames, steps);
    emit({
      event: 'begin',
      phase: phase.name,
      epochs: phase.epochs,
      steps,
      fromEpoch: progress.epoch,
      threads: progress.threads,
    });
    const compared = monitoredLossesMessage(phase);
    if (compared !== null) notice(compared, 'info');
    clock.enter('other');
    const remainingTime = createRemainingTimeEstimator(phase.epochs * steps);
    while (!isTrainingFinished(phase, progress)) {
      await savingIfStopped(hoisted.compute(examplesOfEpoch()));
      await trainEpoch();
      const record = await endEpoch();
      emit({
        event: 'epoch',
        phase: phase.name,
        epoch: record.epoch,
        epochs: phase.epochs,
        seconds: record.seconds,
        metrics: record.metrics,
      });
      await clock.in('checkpoints', () => checkpoints.save(progress, best));
    }
    await clock.in('checkpoints', () => checkpoints.settled());

    // 4. The result: the weights of the last epoch, or of the best.
    const last = await session.read();
    const broken = changedTensors(phase.frozen, initial, last);
    if (broken.length > 0) throw new Error(`frozen weights have moved: ${broken.join(', ')}`);
    const keepsBest = phase.keep !== 'last' && best !== null;
    const kept = keepsBest ? progress.best!.epoch : progress.epoch;
    const final = keepsBest ? new Map([...last, ...best!]) : last;
    const metrics = progress.history.find(({ epoch }) => epoch === kept)?.metrics ?? {};
    return {
      resumed,
      threads: progress.threads,
      checkpoints: checkpointsId,
      engines: progress.engines,
      tensors: weightsToKeep(training, trainedNames, final),
      history: progress.history,
      figures: training.figures.filter(({ name }) => !lacking.includes(name) || Object.hasOwn(metrics, name)),
      kept,
      stopped: earlyStopOf(phase, progress),
      seconds: progress.seconds,
    };

    /** Examples of the remaining steps of the epoch. */
    function* examplesOfEpoch(): Generator<number> {
      for (let step = progress.step; step < steps; step++) {
        yield* batches(progress.epoch * steps + step).examples;
      }
    }

    /**
     * For work before or after the steps of an epoch: on a request to stop, the trained state is saved as a
     * checkpoint.
     */
    async function savingIfStopped<T>(work: Promise<T>): Promise<T> {
      try {
        return await work;
      } catch (error) {
        const trained = progress.epoch + progress.step > 0;
        if (error instanceof TrainingStoppedError && trained) {
          await checkpoints.save(progress, best);
          await checkpoints.settled();
        }
        throw error;
      }
    }

    async function trainEpoch(): Promise<void> {
      await runEpochSteps(training, session, {
        progress,
        steps,
        batches,
        buffers,
        remainingTime,
        async request(batch, number) {
          const { prepared, feed } = await programs.get(batch.examples.length);
          const scalars = scheduledScalars(phase, number, steps, progress.plateau?.reductions);
          return { prepared, feeds: feed(batch, number, scalars) };
        },
        async take(results, size) {
          const figures = Object.fromEntries(
            Object.entries(results).map(([name, values]) => [name, batchMean(values)]),
          );
          if (!Number.isFinite(figures.loss)) {
            // The checkpoint that is being written is the last good one.
            await checkpoints.settled().catch(() => undefined);
            throw nonFiniteLossError(phase, progress, figures, checkpoints.last());
          }
          for (const [name, value] of Object.entries(figures)) {
            progress.sums[name] = (progress.sums[name] ?? 0) + value * size;
          }
        },
        loss: () => progress.sums.loss! / progress.examples,
      });
      if (stop.aborted) {
        await checkpoints.save(progress, best);
        await checkpoints.settled();
        throw new TrainingStoppedError();
      }
    }

    async function endEpoch(): Promise<EpochRecord> {
      const epoch = progress.epoch + 1;
      const begun = performance.now();
      const metrics = nullPrototypeRecord<number>();
      for (const [name, sum] of Object.entries(progress.sums))
        if (!incomplete.includes(name)) metrics[name] = sum / progress.examples;
      incomplete = [];
      if (validation && (epoch % phase.validation!.every === 0 || epoch === phase.epochs)) {
        Object.assign(metrics, await savingIfStopped(validation()));
      }
      const spent = (performance.now() - begun) / 1000;
      if (recordEpoch(phase, progress, epoch, metrics)) {
        best = trainedWeights(await session.read(), trainedNames, program, phase);
      }
      if (recordPlateau(phase, progress, metrics)) {
        notice(`after epoch ${epoch} the learning rate is multiplied by ${phase.plateau!.factor}`, 'info');
      }
      return closeEpoch(progress, epoch, metrics, spent);
    }
  } finally {
    await session.close();
  }
}

async function initialState(training: TrainingContext): Promise<StateDict> {
  const { program, phase, store, artifacts } = training;
  const state = await startingWeights(program, phase, store, artifacts);
  for (const { name, shape, start } of await declareState(program, phase)) {
    if (state.has(name)) continue;
    if (start === null) throw new Error(`${phase.name} has no starting value for ${name}`);
    const size = shapeSize(shape);
    state.set(name, { shape, data: new Float32Array(size).fill(start) });
  }
  return state;
}
