import { type Shape, shapeSize } from '../../vocabulary/index.js';
import { hasTrainedWeight, weightsTrainedBy } from '../trained-weights.js';
import type { Network, Phase, Program } from '../program.js';
import { exampleShape } from '../tensor-type.js';

/** Number of positions of a shape, without its channels (the last axis). */
const spatialPositions = (shape: Shape) => shapeSize(shape.slice(0, -1));

/**
 * Approximate multiply-adds of a forward pass for one example: each kernel element is used once per position of the
 * kernel. Biases, activations and pooling are left out.
 */
function forwardCost(network: Network): number {
  const sizes = new Map(network.weights.map(({ name, shape }) => [name, shapeSize(shape)]));
  let cost = 0;
  for (const wire of network.wires) {
    if (wire.op !== 'layer') continue;
    const input = network.wires[wire.inputs[0]!]!;
    // A transposed convolution applies its kernel at each position of its input, any other at each position of its
    // output.
    const laid = spatialPositions(exampleShape(wire.layer.endsWith('Transpose') ? input.type : wire.type));
    for (const weight of wire.weights) {
      if (/kernel$/.test(weight)) cost += sizes.get(weight)! * laid;
    }
  }
  return cost;
}

/** Number of values produced in a forward pass for one example. */
const forwardValueCount = ({ wires }: Network): number =>
  wires.reduce((sum, { type }) => sum + shapeSize(exampleShape(type)), 0);

/** Cost of forward and backward pass relative to forward alone. */
const TRAINED_TO_FORWARD_RATIO = 3;

export interface StepCost {
  multiplyAdds: number;
  /** Number of values that are written, and read again by their consumers. */
  values: number;
}

/**
 * Approximate cost of a training step per example of its batch.
 *
 * @param wires those of the phase, or a part of them
 */
export const trainingStepCost = (program: Program, phase: Phase, wires = phase.wires): StepCost =>
  createStepCostModel(program)(phase, wires);

/** The same for several steps of one program: the cost of each network is computed once. */
export function createStepCostModel({
  networks,
}: Program): (phase: Phase, wires?: Phase['wires']) => StepCost {
  const byName = new Map(networks.map((network) => [network.name, network]));
  const forward = new Map<Network, StepCost>();
  const costOf = (network: Network): StepCost => {
    const cost = forward.get(network) ?? {
      multiplyAdds: forwardCost(network),
      values: forwardValueCount(network),
    };
    forward.set(network, cost);
    return cost;
  };
  return (phase, wires = phase.wires) => {
    // What is solved for has no gradient: values are computed forward alone.
    const trained = phase.solve ? new Set<string>() : weightsTrainedBy(phase);
    const cost: StepCost = { multiplyAdds: 0, values: 0 };
    for (const wire of wires) {
      if (wire.op !== 'call') continue;
      const network = byName.get(wire.network)!;
      const times = hasTrainedWeight(network, trained) ? TRAINED_TO_FORWARD_RATIO : 1;
      const { multiplyAdds, values } = costOf(network);
      cost.multiplyAdds += times * multiplyAdds;
      cost.values += times * values;
    }
    return cost;
  };
}
