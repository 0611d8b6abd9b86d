import type { Shape } from '../../vocabulary/index.js';
import { isMoved, movedBy } from '../moved.js';
import type { Network, Phase, Program } from '../program.js';
import { exampleShape } from '../tensor-type.js';

const elements = (shape: Shape) => shape.reduce((size, side) => size * side, 1);

/** All positions of a shape, its channels (the last side) left out. */
const positions = (shape: Shape) => elements(shape.slice(0, -1));

/**
 * Multiply-adds of one example's way through a network, about: each number of a kernel is used once for each position
 * that the kernel is laid on. Biases, activations and pooling are left out.
 */
function forwardCost(network: Network): number {
  const sizes = new Map(network.weights.map(({ name, shape }) => [name, elements(shape)]));
  let cost = 0;
  for (const wire of network.wires) {
    if (wire.op !== 'layer') continue;
    const input = network.wires[wire.inputs[0]!]!;
    // A transposed convolution lays its kernel on each position of its input, all others on each of their output.
    const laid = positions(exampleShape(wire.layer.endsWith('Transpose') ? input.type : wire.type));
    for (const weight of wire.weights) {
      if (/kernel$/.test(weight)) cost += sizes.get(weight)! * laid;
    }
  }
  return cost;
}

/** Numbers that come about on one example's way through a network. */
const valuesOf = ({ wires }: Network): number =>
  wires.reduce((sum, { type }) => sum + elements(exampleShape(type)), 0);

/** Forward and backward through what is trained, against forward alone. */
const TRAINED = 3;

export interface Cost {
  multiplyAdds: number;
  /** Numbers that are written, and read again by what comes next. */
  values: number;
}

/**
 * What a step of training costs for each example of its batch, about.
 *
 * @param wires those of the phase, or a part of them
 */
export const costOfStep = (program: Program, phase: Phase, wires = phase.wires): Cost =>
  costsOf(program)(phase, wires);

/** The same for several steps of one program: what a network costs is found out once. */
export function costsOf({ networks }: Program): (phase: Phase, wires?: Phase['wires']) => Cost {
  const byName = new Map(networks.map((network) => [network.name, network]));
  const forward = new Map<Network, Cost>();
  const costOf = (network: Network): Cost => {
    const cost = forward.get(network) ?? { multiplyAdds: forwardCost(network), values: valuesOf(network) };
    forward.set(network, cost);
    return cost;
  };
  return (phase, wires = phase.wires) => {
    const moved = movedBy(phase);
    const cost: Cost = { multiplyAdds: 0, values: 0 };
    for (const wire of wires) {
      if (wire.op !== 'call') continue;
      const network = byName.get(wire.network)!;
      const times = isMoved(network, moved) ? TRAINED : 1;
      const { multiplyAdds, values } = costOf(network);
      cost.multiplyAdds += times * multiplyAdds;
      cost.values += times * values;
    }
    return cost;
  };
}
