import type { Wire } from '../compiler/index.js';
import type { Analysis } from './analysis.js';
import type { GraphSymbol } from './symbols/index.js';

export type LayerWire = Extract<Wire, { op: 'layer' }>;

/** The layers of a network that was compiled. */
export const layersOf = (analysis: Analysis, network: string): LayerWire[] =>
  analysis
    .parts()
    .networks.find(({ name }) => name === network)
    ?.wires.filter((wire): wire is LayerWire => wire.op === 'layer') ?? [];

/** Where a layer stands whose name is made of its kind: `linker/dense_1`. */
export function namedLayerRange(
  analysis: Analysis,
  { kind, owner, name }: GraphSymbol,
): { start: number; end: number } | undefined {
  if (kind !== 'layer') return undefined;
  const range = layersOf(analysis, owner).find((layer) => layer.name === name)?.range;
  return range?.file === analysis.file ? range : undefined;
}
