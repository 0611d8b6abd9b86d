/**
 * Gradient reachability: which weights each loss can train, so that a loss that trains nothing is found before
 * anything runs.
 */
import { layers } from '../../vocabulary/index.js';
import type { Network, Wire, WireId } from '../program.js';
import { wireInputs } from '../wire-inputs.js';

/** Functions without a gradient. */
const GRADIENT_STOPS = new Set(
  `stop_gradient argmax argmin equal not_equal greater greater_equal less less_equal logical_and logical_or
  logical_not floor ceil round sign one_hot accuracy binary_accuracy categorical_accuracy
  sparse_categorical_accuracy top_k_categorical_accuracy normal_like uniform_like`.split(/\s+/),
);

/** Functions that are differentiable in some of their operands only. */
const DIFFERENTIABLE_OPERANDS: Readonly<Record<string, readonly number[]>> = {
  nearest: [0],
  straight_through: [1],
  where: [1, 2],
};

/** Inputs of a wire to which a gradient is propagated. */
function differentiableInputs(wire: Wire): readonly WireId[] {
  if (wire.op === 'function') {
    if (GRADIENT_STOPS.has(wire.name)) return [];
    const open = DIFFERENTIABLE_OPERANDS[wire.name];
    if (open) return wire.inputs.filter((_, at) => open.includes(at));
  }
  if (wire.op === 'layer' && layers.get(wire.layer)?.stopsGradient) return [];
  return wireInputs(wire);
}

/** What the gradient of a network's output reaches. */
interface GradientReach {
  weights: readonly string[];
  /** Indices of the network's inputs. */
  inputs: readonly number[];
}

/** Finds the weights that the gradient of a wire reaches; the reach of each network output is cached. */
export function createGradientFlow(networks: ReadonlyMap<string, Network>) {
  const known = new Map<string, GradientReach>();

  function reachOf(network: Network, output: number): GradientReach {
    const key = `${network.name} ${output}`;
    const found = known.get(key);
    if (found) return found;
    const { wires, outputs, inputs } = network;
    const reached = new Set([outputs[output]!.wire]);
    const weights: string[] = [];
    const entered: number[] = [];
    for (let id = wires.length - 1; id >= 0; id -= 1) {
      if (!reached.has(id)) continue;
      const wire = wires[id]!;
      if (wire.op === 'layer') weights.push(...wire.weights);
      else if (wire.op === 'weight') weights.push(wire.weight);
      else if (wire.op === 'input') entered.push(inputs.findIndex(({ name }) => name === wire.name));
      for (const input of differentiableInputs(wire)) reached.add(input);
    }
    const result = { weights, inputs: entered };
    known.set(key, result);
    return result;
  }

  return function weightsReached(wires: readonly Wire[], root: WireId): Set<string> {
    const weights = new Set<string>();
    /** Worklist of reached wires, each with the output index if it is a call. */
    const waiting: { id: WireId; output: number }[] = [];
    const seen = new Set<WireId>();
    const seenOutputs = new Map<WireId, Set<number>>();
    const markReached = (id: WireId, output = 0) => {
      if (wires[id]!.op === 'call') {
        const outputs = seenOutputs.get(id) ?? new Set();
        if (outputs.has(output)) return;
        seenOutputs.set(id, outputs.add(output));
      } else if (seen.has(id)) return;
      seen.add(id);
      waiting.push({ id, output });
    };
    markReached(root);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const wire = wires[next.id]!;
      if (wire.op === 'weight') weights.add(wire.weight);
      else if (wire.op === 'output') markReached(wire.of, wire.index);
      else if (wire.op === 'call') {
        const { weights: inside, inputs } = reachOf(networks.get(wire.network)!, next.output);
        for (const weight of inside) weights.add(weight);
        for (const input of inputs) markReached(wire.inputs[input]!);
      } else for (const input of differentiableInputs(wire)) markReached(input);
    }
    return weights;
  };
}
