import type { Network, Wire } from '../program.js';

/** A network with the same layers, another name and its own weights. */
export function cloneNetwork(original: Network, name: string, stream: string): Network {
  const renamed = (weight: string) => `${name}${weight.slice(original.name.length)}`;
  const restreamed = (inner: string) => `${stream}${inner.slice(original.stream.length)}`;
  const wires = original.wires.map((wire): Wire => {
    if (wire.op === 'layer') {
      return {
        ...wire,
        weights: wire.weights.map(renamed),
        ...(wire.stream === undefined ? {} : { stream: restreamed(wire.stream) }),
      };
    }
    if (wire.op === 'weight') return { ...wire, weight: renamed(wire.weight) };
    if (wire.op === 'function' && wire.stream !== undefined)
      return { ...wire, stream: restreamed(wire.stream) };
    return wire;
  });
  const { load: _, ...architecture } = original;
  return {
    ...architecture,
    name,
    stream,
    wires,
    weights: original.weights.map((weight) => ({
      ...weight,
      name: renamed(weight.name),
      stream: restreamed(weight.stream),
    })),
    like: original.name,
  };
}
