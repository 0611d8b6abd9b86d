/** Trains one phase: from its starting weights, or from where it was left, to its last epoch. */
import { stateOf, trainingStep } from '../capture/index.js';
import { noticesTo } from '../events.js';
import { usedInTraining, wantedWires } from '../hoisting.js';
import type { EpochRecord, Progress } from '../store/index.js';
import { byName, withoutPrototype } from '../../names/index.js';
import { programsBySize } from './by-size.js';
import { makeClock } from './clock.js';
import { withFeatures } from './features.js';
import { feeder } from './feeds.js';
import { trainedOnly, weightsToKeep } from './final.js';
import { comparison, isOver, noteEpoch, stoppedEarly } from './monitor.js';
import { batchesPerPass, shuffledBatches } from './passes.js';
import { notFinite } from './not-finite.js';
import { Stopped, TrainingProblem } from './problem.js';
import { BEST, checkpointFor, demandFit } from './resume.js';
import { makeSaver } from './saver.js';
import { scalarsAt } from './schedules.js';
import { makeSpare } from './spare.js';
import { breathe, meanOf } from './sweep.js';
import type { Trained, Training } from './training.js';
import { stepsOf } from './under-way.js';
import { makeValidation } from './validation.js';
import { changed, startingWeights, type State } from './weights.js';

const PROGRESS_EVERY = 250; /* milliseconds */

const BEGINNING: Omit<Progress, 'inputs' | 'threads'> = {
  engines: [],
  epoch: 0,
  step: 0,
  sums: {},
  examples: 0,
  epochSeconds: 0,
  seconds: 0,
  history: [],
  best: null,
  watched: { best: null, stale: 0 },
};

/**
 * Train a phase. Each epoch leaves a checkpoint; a request to stop leaves one in the middle of an epoch. Whoever calls
 * it again with the same key goes on from there, and ends with the same bytes. Throws TrainingProblem, or Stopped.
 */
export async function train(training: Training): Promise<Trained> {
  const { program, phase, emit, stop } = training;
  const { seed } = program;
  const checkpoint = await checkpointFor(training);
  const resumed = checkpoint !== null;
  const progress: Progress = structuredClone({
    ...BEGINNING,
    threads: training.threads,
    ...checkpoint?.progress,
    inputs: training.inputs,
    ...(training.replaces === undefined ? {} : { replaces: training.replaces }),
  });
  // Metrics may be called as what every object inherits, and a clone inherits.
  progress.sums = withoutPrototype(progress.sums);
  const { name, numerics } = training.engine;
  const last = progress.engines.at(-1);
  if (last?.numerics !== numerics) {
    progress.engines.push({ name, numerics, fromEpoch: last ? progress.epoch : 0 });
    // The number of threads was the other engine's.
    if (last) progress.threads = training.threads;
  }

  const set = training.datasets.get(phase.data.dataset)!.split(phase.data.split);
  if (set.examples === 0) {
    throw new TrainingProblem(`${phase.data.dataset}.${phase.data.split} has no examples to train on.`);
  }
  const { batchSize } = phase;
  const perPass = batchesPerPass(set.examples, batchSize);
  const steps = phase.stepsPerEpoch ?? perPass;

  const notice = noticesTo(emit, phase.name);
  const session = await training.engine.open({
    threads: progress.threads,
    ...(phase.precision ? { precision: phase.precision } : {}),
    notice,
  });
  try {
    // 1. State: starting weights, slots and counters; over them, what the checkpoint holds.
    const initial = await startingState(training);
    const state: State = new Map(initial);
    let best: State | null = null;
    for (const [name, tensor] of checkpoint?.tensors ?? []) {
      if (name.startsWith(BEST)) (best ??= new Map()).set(name.slice(BEST.length), tensor);
      else state.set(name, tensor);
    }
    await session.write(state);

    // 2. Programs. Frozen features, where there are any, are computed before the epoch that uses them.
    const hoisted = withFeatures(training, session, {
      set,
      used: usedInTraining(phase, set.examples),
      wires: phase.wires,
      wanted: wantedWires(phase),
    });
    const source = { set, features: hoisted.features, seed, scope: phase.name };
    const spare = makeSpare();
    const moved = new Set<string>();
    const programs = programsBySize(
      session,
      async (size) => {
        const step = await trainingStep(program, { ...phase, wires: hoisted.wires }, size);
        for (const output of step.outputs) if (output.kind === 'state') moved.add(output.name);
        return step;
      },
      (step) => feeder(step, batchSize, source, spare),
    );
    // The first batch does not wait for the program of the last, smaller one.
    await programs.get(Math.min(batchSize, set.examples));
    if (checkpoint) demandFit(training, checkpoint, initial, moved);
    const validation = makeValidation(training, session);

    // 3. Epochs.
    const batches = shuffledBatches(seed, phase.name, set.examples, batchSize);
    const saver = makeSaver(training, session, moved, steps);
    emit({
      event: 'begin',
      phase: phase.name,
      epochs: phase.epochs,
      steps,
      fromEpoch: progress.epoch,
      threads: progress.threads,
    });
    const compared = comparison(phase);
    if (compared !== null) notice(compared, 'info');
    const clock = makeClock(phase.epochs * steps);
    while (!isOver(phase, progress)) {
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
      await saver.save(progress, best);
    }
    await saver.settled();

    // 4. What is left: the weights of the last epoch, or of the best.
    const last = await session.read();
    const broken = changed(phase.frozen, initial, last);
    if (broken.length > 0) throw new Error(`frozen weights have moved: ${broken.join(', ')}`);
    const keepsBest = phase.keep !== 'last' && best !== null;
    const kept = keepsBest ? progress.best!.epoch : progress.epoch;
    const final = keepsBest ? new Map([...last, ...best!]) : last;
    return {
      resumed,
      threads: progress.threads,
      engines: progress.engines,
      tensors: weightsToKeep(training, moved, final),
      history: progress.history,
      kept,
      stopped: stoppedEarly(phase, progress),
      seconds: progress.seconds,
    };

    /** Examples of what is left of the epoch. */
    function* examplesOfEpoch(): Generator<number> {
      for (let step = progress.step; step < steps; step++) {
        yield* batches(progress.epoch * steps + step).examples;
      }
    }

    /** What computes before or after the steps of an epoch: a request to stop leaves a checkpoint of what is trained. */
    async function savingIfStopped<T>(work: Promise<T>): Promise<T> {
      try {
        return await work;
      } catch (error) {
        const trained = progress.epoch + progress.step > 0;
        if (error instanceof Stopped && trained) {
          await saver.save(progress, best);
          await saver.settled();
        }
        throw error;
      }
    }

    async function trainEpoch(): Promise<void> {
      const begun = performance.now();
      const before = { epoch: progress.epochSeconds, all: progress.seconds };
      /** The next step of this epoch; none after a request to stop. */
      const next = async (underWay: number) => {
        const step = progress.step + underWay;
        if (step >= steps || stop.aborted) return null;
        const number = progress.epoch * steps + step;
        const batch = batches(number);
        const { prepared, feed } = await programs.get(batch.examples.length);
        return {
          prepared,
          feeds: feed(batch, number, scalarsAt(phase, number, steps)),
          size: batch.examples.length,
        };
      };
      let told = 0;
      for await (const { results, size } of stepsOf(next, spare)) {
        const figures = Object.fromEntries(
          Object.entries(results).map(([name, values]) => [name, meanOf(values)]),
        );
        if (!Number.isFinite(figures.loss)) {
          // A checkpoint that is being written is the last good one.
          await saver.settled().catch(() => undefined);
          throw notFinite(phase, progress, figures, saver.last());
        }
        for (const [name, value] of Object.entries(figures)) {
          progress.sums[name] = (progress.sums[name] ?? 0) + value * size;
        }
        progress.examples += size;
        progress.step += 1;
        const now = performance.now();
        progress.epochSeconds = before.epoch + (now - begun) / 1000;
        progress.seconds = before.all + (now - begun) / 1000;
        if (now - told > PROGRESS_EVERY || progress.step === steps) {
          told = now;
          emit({
            event: 'progress',
            phase: phase.name,
            epoch: progress.epoch + 1,
            step: progress.step,
            steps,
            loss: progress.sums.loss! / progress.examples,
            secondsLeft: clock.left(progress.epoch * steps + progress.step),
          });
        }
        await breathe();
      }
      if (stop.aborted) {
        await saver.save(progress, best);
        await saver.settled();
        throw new Stopped();
      }
    }

    async function endEpoch(): Promise<EpochRecord> {
      const epoch = progress.epoch + 1;
      const begun = performance.now();
      const metrics = byName<number>();
      for (const [name, sum] of Object.entries(progress.sums)) metrics[name] = sum / progress.examples;
      if (validation && (epoch % phase.validation!.every === 0 || epoch === phase.epochs)) {
        Object.assign(metrics, await savingIfStopped(validation()));
      }
      const spent = (performance.now() - begun) / 1000;
      const record = { epoch, seconds: progress.epochSeconds + spent, metrics };
      if (noteEpoch(phase, progress, epoch, metrics)) {
        best = trainedOnly(await session.read(), moved, program, phase);
      }
      progress.history.push(record);
      progress.epoch = epoch;
      progress.seconds += spent;
      Object.assign(progress, { step: 0, sums: byName(), examples: 0, epochSeconds: 0 });
      return record;
    }
  } finally {
    await session.close();
  }
}

async function startingState(training: Training): Promise<State> {
  const { program, phase, store, keys } = training;
  const state = await startingWeights(program, phase, store, keys);
  for (const { name, shape, start } of await stateOf(program, phase)) {
    if (state.has(name)) continue;
    if (start === null) throw new Error(`${phase.name} has no starting value for ${name}`);
    const size = shape.reduce((product, side) => product * side, 1);
    state.set(name, { shape, data: new Float32Array(size).fill(start) });
  }
  return state;
}
