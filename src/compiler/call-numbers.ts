import type { Wire, WireId } from './program.js';

/**
 * Index of each call wire among the calls of its network, as in the names of streams: counted over the whole list, so
 * that evaluating fewer wires changes no stream.
 */
export function callNumbers(wires: readonly Wire[]): Map<WireId, number> {
  const counts = new Map<string, number>();
  const numbers = new Map<WireId, number>();
  wires.forEach((wire, id) => {
    if (wire.op !== 'call') return;
    const number = counts.get(wire.network) ?? 0;
    numbers.set(id, number);
    counts.set(wire.network, number + 1);
  });
  return numbers;
}
