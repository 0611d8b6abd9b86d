import type { Model } from '../compiler/index.js';
import { networkId, originsOf } from './phase-edges.js';

interface Edge {
  from: string;
  to: string;
}

/**
 * The connections between networks that models make and no phase has: what is put together after training. Those that
 * would close a circle with the others are left out.
 */
export function modelEdges(models: readonly Model[], others: readonly Edge[]): Edge[] {
  const edges: Edge[] = [];
  for (const { wires, rounds } of models)
    for (const wire of wires.slice(0, rounds?.wires)) {
      if (wire.op !== 'call') continue;
      const to = networkId(wire.network);
      for (const from of originsOf(wires, wire.inputs)) {
        const all = [...others, ...edges];
        const isThere = all.some((one) => one.from === from && one.to === to);
        if (!isThere && !reaches(to, from, all)) edges.push({ from, to });
      }
    }
  return edges;
}

function reaches(from: string, to: string, edges: readonly Edge[]): boolean {
  const seen = new Set([from]);
  for (const id of seen) for (const edge of edges) if (edge.from === id) seen.add(edge.to);
  return seen.has(to);
}
