/**
 * How much arithmetic a phase asks for, told from its shapes alone. Rough: it is for sharing out cores, not for clocks.
 */
import type { Network, Phase, Program, Wire } from '../compiler/index.js';

type Shape = readonly (number | null)[];

const elements = (shape: Shape) => shape.reduce<number>((size, side) => size * (side ?? 1), 1);

/** Values at one position: an image's pixel, a sequence's step. */
const positions = (shape: Shape) => elements(shape) / (shape.at(-1) ?? 1);

/** Forward and backward through what is trained, against forward alone. */
const TRAINED = 3;

/** Reading and writing a value takes as long as so many multiply-adds (measured: 20 to 50 on one core with AVX-512). */
const TOUCH = 24;

/** Multiply-adds of one call, for one example. */
function costOfCalls(program: Program): (network: string) => number {
  const networks = new Map(program.networks.map((network) => [network.name, network]));
  const known = new Map<string, number>();
  const cost = (name: string): number => {
    let sum = known.get(name);
    if (sum === undefined) {
      known.set(name, 0);
      sum = costOf(networks.get(name)!);
      known.set(name, sum);
    }
    return sum;
  };
  function costOf(network: Network): number {
    const shapes = new Map(network.weights.map(({ name, shape }) => [name, shape]));
    return network.wires.reduce((sum, wire) => sum + costOfWire(wire, network.wires, shapes), 0);
  }
  function costOfWire(wire: Wire, wires: readonly Wire[], shapes: ReadonlyMap<string, Shape>): number {
    if (wire.op === 'call') return cost(wire.network);
    const touched = TOUCH * elements(wire.type.shape);
    if (wire.op !== 'layer') return touched;
    const sides = [wire.type.shape, ...wire.inputs.map((input) => wires[input]!.type.shape)];
    // A kernel is applied at each position of the larger side: a recurrent layer reads a sequence and gives a vector.
    const applied = Math.max(...sides.map(positions));
    const kernels = wire.weights.map((name) => shapes.get(name) ?? []).filter(({ length }) => length > 1);
    return touched + kernels.reduce((sum, shape) => sum + elements(shape) * applied, 0);
  }
  return cost;
}

/** Multiply-adds of all epochs of each phase. `examples`: how many a data set's split has. */
export function workOf(program: Program, examples: (use: Phase['data']) => number): (phase: Phase) => number {
  const cost = costOfCalls(program);
  return (phase) => {
    const moved = new Set(phase.updates.flatMap(({ weights }) => weights));
    const trained = (name: string) =>
      program.networks.some(
        (network) => network.name === name && network.weights.some((one) => moved.has(one.name)),
      );
    const example = phase.wires.reduce(
      (sum, wire) =>
        wire.op === 'call' ? sum + cost(wire.network) * (trained(wire.network) ? TRAINED : 1) : sum,
      0,
    );
    const { stepsPerEpoch, batchSize } = phase;
    const anEpoch = stepsPerEpoch === null ? examples(phase.data) : stepsPerEpoch * batchSize;
    return phase.epochs * anEpoch * example;
  };
}
