/**
 * A pass over the wires of a phase: what frozen networks say about an example is the same in every epoch, if nothing
 * that they see is drawn anew. Such parts are taken out of the step; the trainer computes them once for each example
 * and feeds the results as fields.
 */
import { isMoved, movedBy } from './moved.js';
import { probabilitiesOf } from './probabilities.js';
import type { Network, Phase, Program, Wire, WireId } from './program.js';
import { isPerExample } from './tensor-type.js';
import { inputsOf, neededFor } from './wire-inputs.js';

export interface Hoisted {
  /** Wires to compute once for each example, and which of them is which field. Null if there is nothing to hoist. */
  precompute: { wires: Wire[]; outputs: { name: string; wire: WireId }[] } | null;
  /**
   * The phase's wires with `field` wires named `hoisted.0` ... in place of those parts. All numbers of wires stay
   * valid. What nothing needs any more is a constant.
   */
  wires: Wire[];
}

/**
 * Whether what a network says of an example changes while a phase is trained: the phase moves its weights, or it draws.
 * A draw among its nodes is on in every mode.
 */
export function changesIn(program: Program, phase: Phase): (network: string) => boolean {
  const moved = movedBy(phase);
  // Moving averages move without a gradient.
  const trained = new Set(
    phase.wires.flatMap((wire) => (wire.op === 'call' && wire.mode === 'train' ? [wire.network] : [])),
  );
  const changing = program.networks.filter(
    (network) =>
      isMoved(network, moved) ||
      (network.weights.length > 0 && trained.has(network.name)) ||
      network.wires.some((wire) => wire.op === 'function' && wire.stream !== undefined),
  );
  const names = new Set(changing.map(({ name }) => name));
  return (network) => names.has(network);
}

/** Functions of one example at a time, whatever their options: no axis, no mixing of the batch. */
const ELEMENTWISE = new Set(
  `add subtract multiply divide pow negative abs exp log sqrt square sign sin cos tanh sigmoid relu softplus clip
  maximum minimum equal greater less where stop_gradient floor round`.split(/\s+/),
);

/**
 * Finds the largest parts of `wires` that contain a call in inference mode and depend on nothing that changes from
 * step to step or from epoch to epoch, and replaces them.
 *
 * @param wires a phase's wires (or those of its validation)
 * @param wanted wires that someone reads: losses and metrics
 * @param isStable whether a field of the data is the same in all epochs
 * @param changes whether what a network says of an example changes in training (a bare weight has its network's name):
 *   `changesIn`. A network that is trained is not called in inference mode in a phase's own wires, but in its validation
 * @param networks by name, to see which of them end with probabilities
 */
export function hoist(
  wires: readonly Wire[],
  wanted: readonly WireId[],
  isStable: (field: string) => boolean,
  changes: (network: string) => boolean,
  networks: ReadonlyMap<string, Network> = new Map(),
): Hoisted {
  const alone = wires.map((wire) => isStableAlone(wire, isStable, changes));
  const all = stableOf(wires, alone);
  const needed = neededFor(wires, wanted);
  // A logarithm in the step has to be computed from the logits, which a probability alone doesn't tell.
  for (const id of probabilitiesOf(wires, (one) => needed[one]! && !all[one]!, networks)) alone[id] = false;
  const stable = stableOf(wires, alone);
  const holdsCall: boolean[] = [];
  for (const wire of wires) {
    holdsCall.push(wire.op === 'call' || inputsOf(wire).some((input) => holdsCall[input]!));
  }
  const asked = new Set<WireId>(wanted);
  wires.forEach((wire, id) => {
    if (needed[id] && !stable[id]) for (const input of inputsOf(wire)) asked.add(input);
  });
  const tops = [...asked]
    .filter((id) => stable[id] && holdsCall[id] && isPerExample(wires[id]!.type))
    .sort((a, b) => a - b);
  if (tops.length === 0) return { precompute: null, wires: [...wires] };

  const outputs = tops.map((wire, i) => ({ name: `hoisted.${i}`, wire }));
  const left = [...wires];
  for (const { name, wire } of outputs) left[wire] = { op: 'field', name, type: wires[wire]!.type };
  return {
    precompute: { wires: withoutUnneeded(wires, tops), outputs },
    wires: withoutUnneeded(left, wanted),
  };
}

/** Which wires stay the same: those that do by themselves, and are made of such. */
function stableOf(wires: readonly Wire[], alone: readonly boolean[]): boolean[] {
  const stable: boolean[] = [];
  wires.forEach((wire, id) => stable.push(alone[id]! && inputsOf(wire).every((input) => stable[input]!)));
  return stable;
}

function isStableAlone(
  wire: Wire,
  isStable: (field: string) => boolean,
  changes: (network: string) => boolean,
): boolean {
  switch (wire.op) {
    case 'field':
      return isStable(wire.name);
    case 'constant':
    case 'output':
      return true;
    case 'call':
      return wire.mode === 'inference' && !changes(wire.network);
    case 'weight':
      return !changes(wire.weight);
    case 'function':
      if (wire.stream !== undefined) return wire.draw?.per === 'example' && wire.draw.every === 'once';
      return ELEMENTWISE.has(wire.name);
    case 'input':
    case 'layer':
      return false;
  }
}

/** The numbers of wires stay as they are, so what is not needed is made harmless instead of being taken out. */
function withoutUnneeded(wires: readonly Wire[], wanted: readonly WireId[]): Wire[] {
  const needed = neededFor(wires, wanted);
  return wires.map((wire, id) =>
    needed[id] ? wire : { op: 'constant', value: 0, type: { shape: [], dtype: 'float32' } },
  );
}
