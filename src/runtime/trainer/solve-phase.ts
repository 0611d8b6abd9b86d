/** Runs a phase that solves for weights: passes over its data that accumulate sums, and what comes of them. */
import { stepsOfPass, weightsSolvedBy, type Phase } from '../../compiler/index.js';
import { nullPrototypeRecord, ownValue } from '../../records/index.js';
import { solvers } from '../../vocabulary/index.js';
import { noticeEmitter } from '../api/index.js';
import { evaluationStep } from '../capture/index.js';
import {
  createClosedForm,
  createKmeansPass,
  UnsolvableError,
  type ClosedForm,
  type Solution,
} from '../closed-forms/index.js';
import { elementsPerExample, stepWires } from '../plan/index.js';
import { saveCheckpoint, storedName } from '../store/index.js';
import { batchesInOrder, firstExampleIndices, shuffledBatches } from './batches.js';
import { beginProgress } from './begin-progress.js';
import { earlyStopOf, isTrainingFinished } from './best-epoch-monitor.js';
import { createBufferPool } from './buffer-pool.js';
import { checkpointNames } from './checkpoint-names.js';
import { closeEpoch, runEpochSteps } from './epoch-steps.js';
import { findCheckpointToResume } from './find-resumable-checkpoint.js';
import { firstKmeansCentres } from './first-kmeans-centres.js';
import { hoistsFrozenFeatures, precomputeFrozenFeatures } from './frozen-features.js';
import { startingWeights, type StateDict } from './load-weights.js';
import { passesFromTensors, passTensors, solvedTensors } from './pass-state.js';
import { createProgramCache } from './program-cache.js';
import { createRemainingTimeEstimator } from './remaining-time.js';
import { createStepFeeder } from './step-feeds.js';
import { weightsToKeep } from './trained-weights.js';
import type { TrainingContext, TrainingResult } from './training-context.js';
import { TrainingError, TrainingStoppedError } from './training-errors.js';
import { createValidationLoop } from './validation-loop.js';

/**
 * Solve a phase. A checkpoint is written after each pass, and within a pass on a request to stop: its sums are in it. Throws
 * TrainingError or TrainingStoppedError.
 */
export async function solvePhase(training: TrainingContext): Promise<TrainingResult> {
  const { program, phase, clock, emit, stop, store } = training;
  const { seed } = program;
  const solve = phase.solve!;
  const set = training.datasets.get(phase.data.dataset)!.split(phase.data.split);
  if (set.examples === 0)
    throw new TrainingError(`${phase.data.dataset}.${phase.data.split} has no examples to solve with.`);
  const frozen = { set, used: set.examples, wires: phase.wires, wanted: stepWires(phase) };
  // One pass sees each example once.
  const hoists = phase.epochs > 1 && hoistsFrozenFeatures(training, frozen);
  const names = checkpointNames(program, phase);
  const found = await findCheckpointToResume(training, hoists);
  const kept = found && names.toNames(found.tensors);
  const { progress, lacking } = beginProgress(training, found, hoists);
  const steps = stepsOfPass(set.examples, phase);
  const notice = noticeEmitter(emit, phase.name);
  const session = await training.engine.open({
    threads: progress.threads,
    ...(phase.precision ? { precision: phase.precision } : {}),
    notice,
  });
  try {
    const state: StateDict = await startingWeights(program, phase, store, training.artifacts);
    for (const [name, tensor] of kept ? solvedTensors(training, kept) : []) state.set(name, tensor);
    await session.write(state);

    const hoisted = hoists
      ? precomputeFrozenFeatures(training, session, frozen)
      : { wires: phase.wires, features: new Map<string, never>(), compute: () => Promise.resolve() };
    const source = { set, features: hoisted.features, seed, scope: phase.stream };
    const buffers = createBufferPool();
    const wanted = [
      { name: 'inputs', wire: solve.inputs },
      ...(solve.second === null ? [] : [{ name: 'second', wire: solve.second }]),
    ];
    const programs = createProgramCache(
      session,
      (size) => evaluationStep(program, hoisted.wires, wanted, size, `${phase.name}/solve@${size}`),
      (step) => createStepFeeder(step, phase.batchSize, source, buffers),
      clock,
    );
    const validation = createValidationLoop(training, session);
    const batches = solvers.get(solve.method)!.keepsExamples
      ? batchesInOrder(set.examples, phase.batchSize)
      : shuffledBatches(seed, phase.stream, set.examples, phase.batchSize);
    const engines = progress.engines.map((one) => one.name);
    const checkpoints = storedName(training.course, engines);
    emit({
      event: 'begin',
      phase: phase.name,
      epochs: phase.epochs,
      steps,
      fromEpoch: progress.epoch,
      threads: progress.threads,
    });
    clock.enter('other');
    const remainingTime = createRemainingTimeEstimator(phase.epochs * steps);
    if (!isTrainingFinished(phase, progress)) await hoisted.compute(firstExampleIndices(set.examples));
    if (solve.args.initial === 'k-means++' && progress.epoch + progress.step === 0) {
      const first = await solving(() =>
        firstKmeansCentres(training, { session, source, wires: hoisted.wires, state }),
      );
      await moveTo([{ weight: first, bias: null }]);
    }
    let pass: ClosedForm | null = null;
    while (!isTrainingFinished(phase, progress)) {
      pass = beginPass(phase, state);
      if (kept && progress.step > 0) passesFromTensors(training, kept, pass);
      await accumulate(pass);
      await endPass(pass);
      pass = null;
      await clock.in('checkpoints', save);
    }
    return {
      resumed: found !== null,
      threads: progress.threads,
      checkpoints,
      engines: progress.engines,
      tensors: weightsToKeep(training, new Set(weightsSolvedBy(solve)), state),
      history: progress.history,
      figures: training.figures.filter(({ name }) => !lacking.includes(name)),
      kept: progress.epoch,
      stopped: earlyStopOf(phase, progress),
      seconds: progress.seconds,
    };

    async function save(): Promise<void> {
      const tensors = new Map([
        ...weightsSolvedBy(solve).map((name) => [name, state.get(name)!] as const),
        ...(pass ? passTensors(pass) : []),
      ]);
      const at = progress.epoch * steps + progress.step;
      const checkpoint = { progress: structuredClone(progress), tensors: names.toPlaces(tensors) };
      await saveCheckpoint(store, checkpoints, at, checkpoint);
    }

    async function accumulate(sums: ClosedForm): Promise<void> {
      await runEpochSteps(training, session, {
        progress,
        steps,
        batches,
        buffers,
        remainingTime,
        async request(batch, number) {
          const { prepared, feed } = await programs.get(batch.examples.length);
          return { prepared, feeds: feed(batch, number, {}) };
        },
        async take(results, size) {
          const inputs = finiteValues(results.inputs!, 'inputs', phase);
          const second = results.second ? finiteValues(results.second, 'targets', phase) : null;
          await clock.in('solve', () => solving(() => sums.add(inputs, second, size)));
        },
        loss: () => null,
      });
      if (!stop.aborted) return;
      await save();
      throw new TrainingStoppedError();
    }

    async function endPass(sums: ClosedForm): Promise<void> {
      const begun = performance.now();
      const solution = await clock.in('solve', () => solving(() => sums.solve()));
      const before = new Map(state);
      await moveTo(solution.values);
      const metrics = nullPrototypeRecord<number>();
      for (const name of solve.figures) {
        const value = ownValue(solution.figures, name);
        if (value !== undefined) metrics[name] = value;
      }
      const epoch = progress.epoch + 1;
      if (validation && (epoch % phase.validation!.every === 0 || epoch === phase.epochs)) {
        try {
          Object.assign(metrics, await validation());
        } catch (error) {
          // The sums are whole, and the pass goes on from them: with the weights that it began with.
          for (const [name, tensor] of before) state.set(name, tensor);
          if (error instanceof TrainingStoppedError) await save();
          throw error;
        }
      }
      for (const message of solution.notices) notice(message);
      const spent = (performance.now() - begun) / 1000;
      const record = closeEpoch(progress, epoch, metrics, spent);
      emit({ event: 'epoch', phase: phase.name, epochs: phase.epochs, ...record });
    }

    async function moveTo(values: Solution['values']): Promise<void> {
      const moved: StateDict = new Map();
      const set = (name: string, data: Float64Array) => {
        if (!data.every(Number.isFinite))
          throw new TrainingError(`What ${name} was solved for is not finite.`);
        moved.set(name, { shape: state.get(name)!.shape, data: Float32Array.from(data) });
      };
      solve.solved.forEach(({ weight, bias }, at) => {
        set(weight, values[at]!.weight);
        if (bias !== null) set(bias, values[at]!.bias!);
      });
      for (const [name, tensor] of moved) state.set(name, tensor);
      await session.write(moved);
    }
  } finally {
    await session.close();
  }

  function beginPass(phase: Phase, state: StateDict): ClosedForm {
    const size = (wire: number) => elementsPerExample(phase.wires[wire]!.type.shape.slice(1));
    const inputs = size(solve.inputs);
    if (solve.method === 'kmeans') return createKmeansPass(state.get(solve.solved[0]!.weight)!.data, inputs);
    return createClosedForm(solve.method, {
      args: solve.args,
      inputs,
      second: solve.second === null ? 0 : size(solve.second),
      solved: solve.solved.map(({ weight, bias }) => ({
        shape: state.get(weight)!.shape,
        hasBias: bias !== null,
      })),
    });
  }
}

/** What the data does not allow is told to the user. */
async function solving<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof UnsolvableError ? new TrainingError(error.message) : error;
  }
}

function finiteValues(values: ArrayLike<number>, what: string, { data }: Phase): Float32Array {
  const floats = values instanceof Float32Array ? values : Float32Array.from(values);
  if (floats.every(Number.isFinite)) return floats;
  throw new TrainingError(
    `The ${what} are not finite for some examples of ${data.dataset}.${data.split}. Look at what they are computed from.`,
  );
}
