import { solvedWires, wireInputs, type Phase, type Wire, type WireId } from '../compiler/index.js';
import type { PictureEdge } from './picture-types.js';

export const dataId = (name: string): string => `data/${name}`;
export const networkId = (name: string): string => `network/${name}`;
export const phaseId = (name: string): string => `phase/${name}`;

/** The data flows of phases, each from its data through networks to the phase. */
export const phaseEdges = (phases: readonly Phase[]): PictureEdge[] =>
  uniqueEdges(phases.flatMap(edgesOfPhase));

/** The data flow of a phase's step: from its data through networks to its losses. */
function edgesOfPhase(of: Phase, phase: number): PictureEdge[] {
  const { name, data, wires, updates } = of;
  const edges: PictureEdge[] = [];
  wires.forEach((wire) => {
    if (wire.op !== 'call') return;
    for (const from of originsOf(wires, wire.inputs, dataId(data.dataset)))
      edges.push({ from, to: networkId(wire.network), phase });
  });
  const losses = [...updates.flatMap((update) => update.losses.map(({ wire }) => wire)), ...solvedWires(of)];
  const ends = originsOf(wires, losses, dataId(data.dataset));
  const networks = ends.filter((id) => id !== dataId(data.dataset));
  for (const from of networks.length > 0 ? networks : ends) edges.push({ from, to: phaseId(name), phase });
  return edges;
}

/**
 * The calls, bare weights and data that wires are computed from, without calls between.
 *
 * @param data the identifier of the data that fields are of; absent if they are not wanted
 */
export function originsOf(wires: readonly Wire[], ids: readonly WireId[], data?: string): string[] {
  const found = new Set<string>();
  const seen = new Set<WireId>();
  const waiting = [...ids];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const wire = wires[id]!;
    if (wire.op === 'call') found.add(networkId(wire.network));
    else if (wire.op === 'weight') found.add(networkId(wire.weight.split('/', 1)[0]!));
    else if (wire.op === 'field' && data !== undefined) found.add(data);
    else waiting.push(...wireInputs(wire));
  }
  return [...found];
}

function uniqueEdges(edges: readonly PictureEdge[]): PictureEdge[] {
  const found = new Map(edges.map((edge) => [`${edge.phase} ${edge.from} ${edge.to}`, edge]));
  return [...found.values()].filter(({ from, to }) => from !== to);
}
