/**
 * Finds softmax and sigmoid outputs whose logarithm is taken. It is computed from their logits, which must be in the
 * same step.
 */
import type { Network, Wire, WireId } from '../program.js';

/** Functions that take a logarithm, and the index of the operand. */
const LOGARITHM_OPERANDS: ReadonlyMap<string, number> = new Map([
  ['log', 0],
  ['binary_crossentropy', 1],
  ['categorical_crossentropy', 1],
  ['sparse_categorical_crossentropy', 1],
]);

/** Functions and layers that preserve a value's provenance from softmax or sigmoid. */
const PROBABILITY_PRESERVING = new Set(
  `reshape flatten transpose concat stack subtract stop_gradient reverse_gradient
  Activation Concatenate Cropping2D Dropout Flatten GaussianDropout GaussianNoise Permute RepeatVector Reshape
  SpatialDropout2D UpSampling2D`.split(/\s+/),
);

const PROBABILITY_ACTIVATIONS = new Set(['sigmoid', 'softmax']);

/** Calls and functions that produce probabilities whose logarithm one of these wires takes. */
export function probabilitiesUnderLogarithms(
  wires: readonly Wire[],
  takesLogarithm: (id: WireId) => boolean,
  networks: ReadonlyMap<string, Network>,
): Set<WireId> {
  const found = new Set<WireId>();
  const seen = new Set<WireId>();
  wires.forEach((wire, id) => {
    const at = wire.op === 'function' ? LOGARITHM_OPERANDS.get(wire.name) : undefined;
    if (at === undefined || wire.op !== 'function' || !takesLogarithm(id)) return;
    for (const one of probabilitySources(wires, wire.inputs.slice(at, at + 1), networks, seen))
      found.add(one);
  });
  return found;
}

function probabilitySources(
  wires: readonly Wire[],
  from: readonly WireId[],
  networks: ReadonlyMap<string, Network>,
  seen: Set<WireId>,
): WireId[] {
  const found: WireId[] = [];
  const left = [...from];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const wire = wires[id]!;
    if (wire.op === 'output') left.push(wire.of);
    else if (wire.op === 'call') {
      const network = networks.get(wire.network);
      if (!network) continue;
      const roots = network.outputs.map((output) => output.wire);
      if (probabilitySources(network.wires, roots, networks, new Set()).length > 0) found.push(id);
      left.push(...wire.inputs);
    } else if (wire.op === 'function' || wire.op === 'layer') {
      const name = wire.op === 'layer' ? wire.layer : wire.name;
      const activation = wire.op === 'layer' ? String(wire.args.activation) : '';
      if (PROBABILITY_ACTIVATIONS.has(name.toLowerCase()) || PROBABILITY_ACTIVATIONS.has(activation))
        found.push(id);
      else if (PROBABILITY_PRESERVING.has(name)) left.push(...wire.inputs);
    }
  }
  return found;
}
