import { wordName } from '../vocabulary/index.js';
import type { Wire } from './program.js';
import { nameInNetwork } from './weight-network.js';

/** What a selector names in a network: a layer, or a bare weight among its nodes. */
export interface NetworkPart {
  name: string;
  /** The word of a layer; null of a bare weight. */
  kind: string | null;
  weights: readonly string[];
  wire: Wire;
}

/** The parts of a network in the order of its wires. A network that is one bare weight has none. */
export const networkParts = (wires: readonly Wire[]): NetworkPart[] =>
  wires.flatMap((wire): NetworkPart[] => {
    if (wire.op === 'layer')
      return [{ name: wire.name, kind: wordName(wire.layer), weights: wire.weights, wire }];
    if (wire.op !== 'weight') return [];
    const name = nameInNetwork(wire.weight);
    return name === '' ? [] : [{ name, kind: null, weights: [wire.weight], wire }];
  });
