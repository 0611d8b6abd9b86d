/**
 * Where the order of evaluation decides about bytes. Backpropagation adds up the gradients of a value in the reverse
 * order of its uses: of two, the order does not matter; of three or more, float sums depend on it.
 */
import type { Network, Wire, WireId } from '../program.js';
import { wireInputs } from '../wire-inputs.js';

/** From this number of terms on, the order of a sum matters. */
const ORDERED_SUM = 3;

/**
 * Functions and layers that may hand on their operand itself, or behind which a logarithm finds the logits of a
 * probability: uses of their results may be uses of their operands.
 */
const TRANSPARENT = new Set(
  `reshape flatten transpose concat stack subtract stop_gradient reverse_gradient
  Activation AlphaDropout Concatenate Cropping1D Cropping2D Dropout Flatten GaussianDropout GaussianNoise Permute RepeatVector
  Reshape SpatialDropout1D SpatialDropout2D TimeDistributed UpSampling1D UpSampling2D Softmax softmax sigmoid`.split(
    /\s+/,
  ),
);

const PROBABILITY = /softmax|sigmoid/i;

interface Sharing {
  /** Uses of each input inside of the network, at least 1. */
  inputUses: number[];
  /** Uses of its outputs inside of it. */
  outputUses: number;
  /** Whether an output may be an input itself. */
  passes: boolean;
  /** Whether gradients of several outputs may meet in one value behind them. */
  joins: boolean;
  /** Whether a value inside of it has a sum of gradients whose order matters. */
  hasOrderedSum: boolean;
}

export type SharingOf = (network: string) => Sharing;

/** Analyses each network once. */
export function createSharing(networks: ReadonlyMap<string, Network>): SharingOf {
  const known = new Map<string, Sharing>();
  return function sharingOf(name) {
    const found = known.get(name);
    if (found) return found;
    const network = networks.get(name)!;
    const groups = gradientGroups(
      network.wires,
      network.wires.map((_, id) => id),
      // An output is used at least once more by the caller.
      network.outputs.map(({ wire }) => wire),
      sharingOf,
    );
    const outputs = new Set(network.outputs.map(({ wire }) => groups.groupOf(wire)));
    const ofInput = network.inputs.map(({ name: input }) =>
      network.wires.findIndex((wire) => wire.op === 'input' && wire.name === input),
    );
    const sharing: Sharing = {
      inputUses: ofInput.map((id) => (id < 0 ? 1 : Math.max(1, groups.usesOf(id)))),
      outputUses: [...outputs].reduce((sum, group) => sum + groups.usesOf(group), 0) - network.outputs.length,
      passes: ofInput.some((id) => id >= 0 && outputs.has(groups.groupOf(id))),
      joins:
        network.outputs.length > 1 &&
        network.wires.some(
          (wire) =>
            (wire.op === 'layer' && PROBABILITY.test(`${wire.layer} ${String(wire.args.activation)}`)) ||
            (wire.op === 'function' && PROBABILITY.test(wire.name)),
        ),
      hasOrderedSum: groups.hasOrderedSum(),
    };
    known.set(name, sharing);
    return sharing;
  };
}

/** Whether the order in which these wires are evaluated can change the bytes of a gradient. */
export function hasOrderedGradientSum(
  wires: readonly Wire[],
  order: readonly WireId[],
  roots: readonly WireId[],
  sharingOf: SharingOf,
): boolean {
  const calls = new Map<string, number>();
  for (const id of order) {
    const wire = wires[id]!;
    if (wire.op === 'call') calls.set(wire.network, (calls.get(wire.network) ?? 0) + 1);
  }
  // Each call is a use of the network's weights.
  if ([...calls.values()].some((count) => count >= ORDERED_SUM)) return true;
  return gradientGroups(wires, order, roots, sharingOf).hasOrderedSum();
}

/** Groups of wires that may be the same value to backpropagation, and how often each is used. */
function gradientGroups(
  wires: readonly Wire[],
  order: readonly WireId[],
  roots: readonly WireId[],
  sharingOf: SharingOf,
) {
  const parents = new Map<WireId, WireId>();
  const groupOf = (id: WireId): WireId => {
    let top = id;
    for (let up = parents.get(top); up !== undefined; up = parents.get(top)) top = up;
    if (top !== id) parents.set(id, top);
    return top;
  };
  const join = (a: WireId, b: WireId) => {
    const [one, other] = [groupOf(a), groupOf(b)];
    if (one !== other) parents.set(one, other);
  };
  const uses: { of: WireId; count: number }[] = roots.map((of) => ({ of, count: 1 }));
  for (const id of order) {
    const wire = wires[id]!;
    const inputs = wireInputs(wire);
    if (wire.op === 'output') {
      if (sharingOf((wires[wire.of] as Extract<Wire, { op: 'call' }>).network).joins) join(id, wire.of);
      continue;
    }
    if (wire.op === 'call') {
      const { inputUses, outputUses, passes } = sharingOf(wire.network);
      inputs.forEach((of, at) => uses.push({ of, count: inputUses[at] ?? 1 }));
      if (outputUses > 0) uses.push({ of: id, count: outputUses });
      if (passes) for (const input of inputs) join(id, input);
      continue;
    }
    const word = wire.op === 'layer' ? wire.layer : wire.op === 'function' ? wire.name : '';
    // What uses its result stands for its use of the operand.
    if (TRANSPARENT.has(word)) for (const input of inputs) join(id, input);
    else for (const of of inputs) uses.push({ of, count: 1 });
  }
  const counts = new Map<WireId, number>();
  const count = (of: WireId, more: number) => counts.set(groupOf(of), (counts.get(groupOf(of)) ?? 0) + more);
  for (const use of uses) count(use.of, use.count);
  const usesOf = (id: WireId) => counts.get(groupOf(id)) ?? 0;
  return {
    groupOf,
    usesOf,
    hasOrderedSum: () =>
      order.some((id) => {
        const { op } = wires[id]!;
        // Nothing is trained by the gradients of data and constants. The caller of a network may use its input as well.
        if (op === 'field' || op === 'constant' || op === 'schedule') return false;
        return usesOf(id) + (op === 'input' ? 1 : 0) >= ORDERED_SUM;
      }),
  };
}
