/** Trains the phases of a program step by step, without a store: for tests of what the resulting bytes depend on. */
import { createHash } from 'node:crypto';
import { stepsOfPass, type Network, type Phase, type Program } from '../../src/compiler/index.js';
import { declareState, trainingStep } from '../../src/runtime/capture/index.js';
import { openDataset } from '../../src/runtime/data/index.js';
import type { Engine, PreparedProgram, StateTensor } from '../../src/runtime/engines/index.js';
import { trainingBatches } from '../../src/runtime/trainer/training-batches.js';
import { initialWeights } from '../../src/runtime/trainer/load-weights.js';
import { scheduledScalars } from '../../src/runtime/trainer/scalar-schedules.js';
import { createStepFeeder, type StepFeeder } from '../../src/runtime/trainer/step-feeds.js';

type Tensors = ReadonlyMap<string, StateTensor>;

export interface TrainedPhase {
  phase: Phase;
  /** Hash of its weights' fingerprint, its parents' tensors and its data: what its result may depend on. */
  key: string;
  /** Hashes of the weights of its networks, in the order of its fingerprint. */
  bytes: string[];
}

const sha256 = (parts: Iterable<string | Uint8Array>): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
};

const networkNamed = (program: Program, name: string): Network =>
  program.networks.find((network) => network.name === name)!;

/** The bytes of a network's weights, in their order. */
const hashOf = ({ weights }: Network, tensors: Tensors): string =>
  sha256(
    weights.map(({ name }) => {
      const { data } = tensors.get(name)!;
      return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    }),
  );

/**
 * All phases in their order.
 *
 * @param base the folder that the paths of sources are relative to
 * @param isWanted false for phases to leave out, on which no other depends
 */
export async function trainInMemory(
  program: Program,
  base: string,
  engine: Engine,
  isWanted: (phase: Phase) => boolean = () => true,
): Promise<TrainedPhase[]> {
  const results = new Map<string, Tensors>();
  const trained: TrainedPhase[] = [];
  for (const phase of program.phases.filter(isWanted)) {
    const start = startingWeights(program, phase, results);
    const tensors = new Map([...start, ...(await trainedState(program, phase, start, base, engine))]);
    results.set(phase.name, tensors);
    const { weights, parents, sources, networks } = phase.fingerprint;
    trained.push({
      phase,
      key: sha256([
        weights,
        ...parents.map((one) => hashOf(networkNamed(program, one.network), results.get(one.phase)!)),
        ...(await Promise.all(sources.map((source) => contentOf(program, source, base)))),
      ]),
      bytes: networks.map((name) => hashOf(networkNamed(program, name), tensors)),
    });
  }
  return trained;
}

/** What a source contains, whatever else its data set does. */
async function contentOf(program: Program, name: string, base: string): Promise<string> {
  const dataset = program.datasets.find((one) => one.name === name)!;
  const alone = { ...program, datasets: [{ ...dataset, steps: dataset.steps.slice(0, 1) }] };
  return (await openDataset(alone, name, { base }, () => undefined)).hash;
}

function startingWeights(
  program: Program,
  phase: Phase,
  results: ReadonlyMap<string, Tensors>,
): Map<string, StateTensor> {
  const weightsOf = (name: string, from: string | null): Tensors =>
    from === null ? initialWeights(program, name) : results.get(from)!;
  const state = new Map<string, StateTensor>();
  for (const { name, from } of phase.networks)
    for (const weight of networkNamed(program, name).weights)
      state.set(weight.name, weightsOf(name, from).get(weight.name)!);
  for (const { network, of, from } of phase.start) {
    const given = networkNamed(program, of).weights;
    networkNamed(program, network).weights.forEach(({ name }, at) =>
      state.set(name, weightsOf(of, from).get(given[at]!.name)!),
    );
  }
  return state;
}

async function trainedState(
  program: Program,
  phase: Phase,
  start: Tensors,
  base: string,
  engine: Engine,
): Promise<Tensors> {
  const { batchSize, stream } = phase;
  const set = (await openDataset(program, phase.data.dataset, { base }, () => undefined)).split(
    phase.data.split,
  );
  const session = await engine.open({ threads: 1 });
  try {
    const state = new Map(start);
    for (const { name, shape, start: value } of declareState(program, phase)) {
      if (value === null) continue;
      const size = shape.reduce((product, side) => product * side, 1);
      state.set(name, { shape, data: new Float32Array(size).fill(value) });
    }
    await session.write(state);
    const programs = new Map<number, { prepared: PreparedProgram; feed: StepFeeder }>();
    const programFor = async (size: number) => {
      const known = programs.get(size);
      if (known) return known;
      const step = trainingStep(program, phase, size);
      const feed = createStepFeeder(step, batchSize, {
        set,
        features: new Map(),
        seed: program.seed,
        scope: stream,
      });
      const made = { prepared: await session.prepare(step), feed };
      programs.set(size, made);
      return made;
    };
    const steps = phase.stepsPerEpoch ?? stepsOfPass(set.examples, phase);
    const batches = trainingBatches(program.seed, phase, set);
    for (let number = 0; number < phase.epochs * steps; number++) {
      const batch = batches(number);
      const { prepared, feed } = await programFor(batch.examples.length);
      await prepared.run(feed(batch, number, scheduledScalars(phase, number, steps)));
    }
    return await session.read();
  } finally {
    await session.close();
  }
}
