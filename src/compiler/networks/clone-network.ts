import type { Network, Wire } from '../program.js';

/** A network with the same layers, another name and its own weights. */
export function cloneNetwork(original: Network, name: string): Network {
  const renamed = (weight: string) =>
    weight === original.name ? name : `${name}${weight.slice(original.name.length)}`;
  const wires = original.wires.map((wire): Wire => {
    if (wire.op === 'layer') return { ...wire, weights: wire.weights.map(renamed) };
    if (wire.op === 'weight') return { ...wire, weight: renamed(wire.weight) };
    if (wire.op === 'function' && wire.stream !== undefined) return { ...wire, stream: renamed(wire.stream) };
    return wire;
  });
  return {
    ...original,
    name,
    wires,
    weights: original.weights.map((weight) => ({ ...weight, name: renamed(weight.name) })),
    like: original.name,
  };
}
