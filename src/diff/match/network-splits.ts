/** A network that is divided into several, which together are the same chain of layers; or the reverse. */
import type { Network, Wire } from '../../compiler/index.js';
import { canonicalJson } from '../../compiler/index.js';

type LayerWire = Extract<Wire, { op: 'layer' }>;

export interface NetworkSplit {
  whole: string;
  /** In the order in which they are applied. */
  parts: string[];
  /** For each layer of the whole by name: the part, and its name there. */
  layers: Map<string, { part: string; layer: string }>;
}

/** The layers of a network that is one chain with one input and one output; otherwise null. */
export function chainLayers({ inputs, wires, outputs }: Network): LayerWire[] | null {
  if (inputs.length !== 1 || outputs.length !== 1 || wires[0]?.op !== 'input') return null;
  const layers: LayerWire[] = [];
  for (const [id, wire] of wires.entries()) {
    if (id === 0) continue;
    if (wire.op !== 'layer' || wire.inputs.length !== 1 || wire.inputs[0] !== id - 1) return null;
    layers.push(wire);
  }
  return outputs[0]!.wire === wires.length - 1 ? layers : null;
}

/** At most this many parts are looked for. */
const MAX_PARTS = 4;

/** At most this many beginnings are tried for one network. */
const MAX_ATTEMPTS = 10_000;

/**
 * Splits of networks of one program into networks of the other.
 *
 * @param wholes networks that are gone, or changed under the same name
 * @param parts networks that are new, or changed under the same name; at least one part of a split is new
 */
export function findNetworkSplits(
  wholes: readonly Network[],
  parts: readonly Network[],
  isNew: (name: string) => boolean,
): NetworkSplit[] {
  const form = ({ layer, args }: LayerWire): string => canonicalJson([layer, args]);
  const chains = parts.flatMap((network) => {
    const layers = chainLayers(network);
    return layers && layers.length > 0 ? [{ name: network.name, layers, forms: layers.map(form) }] : [];
  });
  const used = new Set<string>();
  return wholes.flatMap((network): NetworkSplit[] => {
    const layers = chainLayers(network);
    if (!layers || layers.length < 2) return [];
    const forms = layers.map(form);
    let attempts = 0;
    const found = divide(0, []);
    if (!found || !found.some(({ name }) => isNew(name))) return [];
    for (const { name } of found) used.add(name);
    const pairs = found.flatMap((part) => part.layers.map(({ name }) => ({ part: part.name, layer: name })));
    return [
      {
        whole: network.name,
        parts: found.map(({ name }) => name),
        layers: new Map(layers.map(({ name }, at) => [name, pairs[at]!])),
      },
    ];

    function divide(from: number, taken: typeof chains): typeof chains | null {
      if (from === layers!.length) return taken.length > 1 ? taken : null;
      if (taken.length === MAX_PARTS) return null;
      for (const chain of chains) {
        attempts += 1;
        if (attempts > MAX_ATTEMPTS) return null;
        if (used.has(chain.name) || taken.includes(chain)) continue;
        if (!chain.forms.every((each, at) => each === forms[from + at])) continue;
        const rest = divide(from + chain.forms.length, [...taken, chain]);
        if (rest) return rest;
      }
      return null;
    }
  });
}
