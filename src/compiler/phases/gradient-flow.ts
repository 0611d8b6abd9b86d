/**
 * Gradient reachability: which weights each loss can train, so that a loss that trains nothing is found before
 * anything runs.
 */
import { functions, layers, stopsGradient } from '../../vocabulary/index.js';
import type { Network, Wire, WireId } from '../program.js';
import { innerLayers } from '../inner-layers.js';
import { wireInputs } from '../wire-inputs.js';

/** Inputs of a wire to which a gradient is propagated. */
function differentiableInputs(wire: Wire): readonly WireId[] {
  if (wire.op === 'layer') {
    const definition = layers.get(wire.layer);
    if (definition && stopsGradient(definition, wire.args)) return [];
  }
  const open = wire.op === 'function' ? functions.get(wire.name)?.differentiable : undefined;
  return open ? wireInputs(wire).filter((_, at) => open.includes(at)) : wireInputs(wire);
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

  /** @param output index of an output, or the name of a layer */
  function reachOf(network: Network, output: number | string): GradientReach {
    const key = `${network.name} ${output}`;
    const found = known.get(key);
    if (found) return found;
    const { wires, outputs, inputs } = network;
    const reached = new Set([
      typeof output === 'number' ? outputs[output]!.wire : innerLayers(network).get(output)!.id,
    ]);
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
    /** Worklist of reached wires, each with its output if it is a call. */
    const waiting: { id: WireId; output: number | string }[] = [];
    const seen = new Set<WireId>();
    const seenOutputs = new Map<WireId, Set<number | string>>();
    const markReached = (id: WireId, output: number | string = 0) => {
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
      else if (wire.op === 'output') markReached(wire.of, wire.layer ?? wire.index);
      else if (wire.op === 'call') {
        const { weights: inside, inputs } = reachOf(networks.get(wire.network)!, next.output);
        for (const weight of inside) weights.add(weight);
        for (const input of inputs) markReached(wire.inputs[input]!);
      } else for (const input of differentiableInputs(wire)) markReached(input);
    }
    return weights;
  };
}
