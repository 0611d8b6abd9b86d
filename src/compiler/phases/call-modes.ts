/** The modes in which a phase's steps call networks. */
import type { CallMode } from '../../vocabulary/index.js';
import type { Network, Wire, WireId } from '../program.js';
import { drawsInTraining } from '../draws-in-training.js';
import { wireInputs } from '../wire-inputs.js';
import type { SelectedWeights } from './select-weights.js';

/** What a phase specifies about its networks. */
export interface TrainedAndFrozen {
  /** Weights trained by gradient. */
  trainedWeights: ReadonlySet<string>;
  /** Networks that an update trains, entirely or in part. */
  trained: ReadonlySet<string>;
  /** Null after an error. */
  frozen: { all: SelectedWeights; kept: ReadonlySet<string> } | null;
}

/** Moving averages may be a network's only weights: they are updated without a gradient. */
export const hasTrainableWeights = ({ weights }: Network): boolean =>
  weights.some(({ trainable }) => trainable);

/** Whether a network consists of noise only: it has nothing that could be trained or frozen. */
const isNoise = ({ weights, wires }: Network): boolean => weights.length === 0 && wires.some(drawsInTraining);

/** The mode of a network; null if it follows from the networks that a noise-only network is connected to. */
export function callModeOf(
  network: Network,
  { trainedWeights, trained, frozen }: TrainedAndFrozen,
): CallMode | null {
  const { name, weights } = network;
  if (weights.some((weight) => trainedWeights.has(weight.name))) return 'train';
  if (frozen?.all.whole.has(name)) return frozen.kept.has(name) ? 'frozen' : 'inference';
  if (!hasTrainableWeights(network) && trained.has(name)) return 'train';
  if (isNoise(network)) return null;
  return frozen?.kept.has(name) ? 'frozen' : 'inference';
}

/** Activity of the networks upstream and downstream of a call, as bits. */
const [ACTIVE, INACTIVE] = [1, 2];

/**
 * Noise-only networks (dropout) take the mode of the networks they are connected to, before or after. They are
 * inactive if all of those are, as dropout between two parts of a frozen teacher; unconnected ones draw.
 *
 * @param isOpen whether a network's mode is to be decided here
 * @returns the wires, and the inactive networks, each with a call
 */
export function resolveNoiseModes(
  wires: readonly Wire[],
  isOpen: (network: string) => boolean,
  networks: ReadonlyMap<string, Network>,
): { wires: Wire[]; inactive: { network: string; call: Wire }[] } {
  const activity = connectedActivity(wires, (wire) => {
    if (wire.op !== 'call' || networks.get(wire.network)!.weights.length === 0) return 0;
    return wire.mode === 'inference' ? INACTIVE : ACTIVE;
  });
  const inactive = new Map<string, Wire>();
  const drawing = new Set<string>();
  wires.forEach((wire, id) => {
    if (wire.op !== 'call' || !isOpen(wire.network)) return;
    if (activity[id] !== INACTIVE) drawing.add(wire.network);
    else if (!inactive.has(wire.network)) inactive.set(wire.network, wire);
  });
  for (const network of drawing) inactive.delete(network);
  return {
    wires: wires.map((wire) =>
      wire.op === 'call' && inactive.has(wire.network) ? { ...wire, mode: 'inference' } : wire,
    ),
    inactive: [...inactive].map(([network, call]) => ({ network, call })),
  };
}

/** For each wire, the union of the activity of all networks upstream and downstream of it. */
function connectedActivity(wires: readonly Wire[], own: (wire: Wire) => number): number[] {
  const before: number[] = [];
  wires.forEach((wire, id) => {
    before[id] = wireInputs(wire).reduce((all, input) => all | before[input]! | own(wires[input]!), 0);
  });
  const behind = wires.map(() => 0);
  for (let id: WireId = wires.length - 1; id >= 0; id -= 1) {
    for (const input of wireInputs(wires[id]!)) behind[input]! |= behind[id]! | own(wires[id]!);
  }
  return before.map((one, id) => one | behind[id]!);
}
