/** Which weights a gradient gets to, so that a loss which moves nothing is found before anything runs. */
import type { Network, Wire, WireId } from '../program.js';
import { wireInputs } from '../wire-inputs.js';

/** Functions through which no gradient goes. */
const GRADIENT_STOPS = new Set(
  `stop_gradient argmax argmin equal not_equal greater greater_equal less less_equal logical_and logical_or
  logical_not floor ceil round sign one_hot accuracy binary_accuracy categorical_accuracy
  sparse_categorical_accuracy top_k_categorical_accuracy normal_like uniform_like`.split(/\s+/),
);

/** Functions through which a gradient goes to some of their inputs alone. */
const DIFFERENTIABLE_OPERANDS: Readonly<Record<string, readonly number[]>> = {
  nearest: [0],
  straight_through: [1],
  where: [1, 2],
};

/** Inputs of a wire that a gradient goes on to. */
function differentiableInputs(wire: Wire): readonly WireId[] {
  if (wire.op === 'function') {
    if (GRADIENT_STOPS.has(wire.name)) return [];
    const open = DIFFERENTIABLE_OPERANDS[wire.name];
    if (open) return wire.inputs.filter((_, at) => open.includes(at));
  }
  return wireInputs(wire);
}

/** What a gradient at an output of a network gets to. */
interface GradientReach {
  weights: readonly string[];
  /** Numbers of the network's inputs. */
  inputs: readonly number[];
}

/** Weights that the gradient of a wire gets to, with what each network lets through remembered. */
export function createGradientFlow(networks: ReadonlyMap<string, Network>) {
  const known = new Map<string, GradientReach>();

  function through(network: Network, output: number): GradientReach {
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
    /** Wires that a gradient came to, each with the number of the output where it is a call. */
    const waiting: { id: WireId; output: number }[] = [];
    const seen = new Set<WireId>();
    const seenOutputs = new Map<WireId, Set<number>>();
    const comesTo = (id: WireId, output = 0) => {
      if (wires[id]!.op === 'call') {
        const outputs = seenOutputs.get(id) ?? new Set();
        if (outputs.has(output)) return;
        seenOutputs.set(id, outputs.add(output));
      } else if (seen.has(id)) return;
      seen.add(id);
      waiting.push({ id, output });
    };
    comesTo(root);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const wire = wires[next.id]!;
      if (wire.op === 'weight') weights.add(wire.weight);
      else if (wire.op === 'output') comesTo(wire.of, wire.index);
      else if (wire.op === 'call') {
        const { weights: inside, inputs } = through(networks.get(wire.network)!, next.output);
        for (const weight of inside) weights.add(weight);
        for (const input of inputs) comesTo(wire.inputs[input]!);
      } else for (const input of differentiableInputs(wire)) comesTo(input);
    }
    return weights;
  };
}
