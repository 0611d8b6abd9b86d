/**
 * Hoisting pass over the wires of a phase: outputs of frozen networks that depend on no per-epoch draw are
 * loop-invariant. They are moved out of the step, computed once per example and fed as fields.
 */
import { hasTrainedWeight, weightsMovedBy } from '../trained-weights.js';
import { probabilitiesUnderLogarithms } from './logarithm-operands.js';
import type { Network, Phase, Program, Wire, WireId } from '../program.js';
import { isPerExample } from '../tensor-type.js';
import { networkOfWeight } from '../weight-network.js';
import { wireInputs, liveWires } from '../wire-inputs.js';

export interface HoistedWires {
  /** Wires to compute once per example, and the field that each output becomes. Null if there is nothing to hoist. */
  precompute: { wires: Wire[]; outputs: { name: string; wire: WireId }[] } | null;
  /**
   * The phase's wires with `field` wires named `hoisted.0` ... in place of the hoisted ones. All wire ids stay valid.
   * Wires that are no longer needed become constants.
   */
  wires: Wire[];
}

/**
 * Whether a network's output for an example changes during a phase: its weights move, or it draws (a draw
 * among its nodes is active in every mode).
 */
export function networksChangedBy(program: Program, phase: Phase): (network: string) => boolean {
  const movedWeights = weightsMovedBy(phase);
  // Moving averages are updated without a gradient.
  const trained = new Set(
    phase.wires.flatMap((wire) => (wire.op === 'call' && wire.mode === 'train' ? [wire.network] : [])),
  );
  const changing = program.networks.filter(
    (network) =>
      hasTrainedWeight(network, movedWeights) ||
      (network.weights.length > 0 && trained.has(network.name)) ||
      network.wires.some((wire) => wire.op === 'function' && wire.stream !== undefined),
  );
  const names = new Set(changing.map(({ name }) => name));
  return (network) => names.has(network);
}

/** Elementwise functions, whatever their options: no axis, no mixing of examples. */
const ELEMENTWISE = new Set(
  `add subtract multiply divide pow negative abs exp log sqrt square sign sin cos tanh sigmoid relu softplus clip
  maximum minimum equal greater less where stop_gradient floor round`.split(/\s+/),
);

/**
 * Finds the largest subgraphs of `wires` that contain a call in inference mode and depend on nothing that changes
 * between steps or epochs, and replaces them.
 *
 * @param wires a phase's wires (or those of its validation)
 * @param readWires wires that are read: losses and metrics
 * @param isSameEachEpoch whether a data field is the same in all epochs
 * @param changesInTraining `networksChangedBy`: whether a network's output for an example, or a weight of it, changes in
 *   training. A trained network is called in inference mode only in the phase's validation
 * @param networks by name, to find those that output probabilities
 */
export function hoistFrozenCalls(
  wires: readonly Wire[],
  readWires: readonly WireId[],
  isSameEachEpoch: (field: string) => boolean,
  changesInTraining: (network: string) => boolean,
  networks: ReadonlyMap<string, Network> = new Map(),
): HoistedWires {
  const alone = wires.map((wire) => isStableByItself(wire, isSameEachEpoch, changesInTraining));
  const all = stableWires(wires, alone);
  const needed = liveWires(wires, readWires);
  // A logarithm in the step must be computed from the logits, which are lost if only the probability is hoisted.
  for (const id of probabilitiesUnderLogarithms(wires, (one) => needed[one]! && !all[one]!, networks))
    alone[id] = false;
  const stable = stableWires(wires, alone);
  const holdsCall: boolean[] = [];
  for (const wire of wires) {
    holdsCall.push(wire.op === 'call' || wireInputs(wire).some((input) => holdsCall[input]!));
  }
  const read = new Set<WireId>(readWires);
  wires.forEach((wire, id) => {
    if (needed[id] && !stable[id]) for (const input of wireInputs(wire)) read.add(input);
  });
  const roots = [...read]
    .filter((id) => stable[id] && holdsCall[id] && isPerExample(wires[id]!.type))
    .sort((a, b) => a - b);
  if (roots.length === 0) return { precompute: null, wires: [...wires] };

  const outputs = roots.map((wire, i) => ({ name: `hoisted.${i}`, wire }));
  const left = [...wires];
  for (const { name, wire } of outputs) left[wire] = { op: 'field', name, type: wires[wire]!.type };
  return {
    precompute: { wires: replaceDeadWires(wires, roots), outputs },
    wires: replaceDeadWires(left, readWires),
  };
}

/** Stable wires: those that are stable by themselves and depend on stable wires only. */
function stableWires(wires: readonly Wire[], stableByItself: readonly boolean[]): boolean[] {
  const stable: boolean[] = [];
  wires.forEach((wire, id) =>
    stable.push(stableByItself[id]! && wireInputs(wire).every((input) => stable[input]!)),
  );
  return stable;
}

function isStableByItself(
  wire: Wire,
  isSameEachEpoch: (field: string) => boolean,
  changesInTraining: (network: string) => boolean,
): boolean {
  switch (wire.op) {
    case 'field':
      return isSameEachEpoch(wire.name);
    case 'constant':
    case 'output':
      return true;
    case 'call':
      return wire.mode === 'inference' && !changesInTraining(wire.network);
    case 'weight':
      return !changesInTraining(networkOfWeight(wire.weight));
    case 'function':
      if (wire.stream !== undefined) return wire.draw?.per === 'example' && wire.draw.every === 'once';
      return ELEMENTWISE.has(wire.name);
    case 'input':
    case 'layer':
    case 'schedule':
      return false;
  }
}

/** Dead wires are replaced by constants instead of being removed, so that wire ids stay valid. */
function replaceDeadWires(wires: readonly Wire[], wanted: readonly WireId[]): Wire[] {
  const needed = liveWires(wires, wanted);
  return wires.map((wire, id) =>
    needed[id] ? wire : { op: 'constant', value: 0, type: { shape: [], dtype: 'float32' } },
  );
}
