import { networkParts, type NetworkPart } from '../compiler/index.js';
import type { SourceRange } from '../diagnostics/index.js';
import type { TensorType } from '../vocabulary/index.js';
import type { Analysis } from './analysis.js';
import type { GraphSymbol } from './symbols/index.js';

/** A layer of a network, or a bare weight among its nodes. */
export interface LayerPlace extends Pick<NetworkPart, 'name' | 'weights'> {
  /** Its word; `weights` of a bare weight. */
  kind: string;
  type: TensorType;
  range?: SourceRange;
}

/** The layers and bare weights of a network that was compiled. */
export function layersOf(analysis: Analysis, network: string): LayerPlace[] {
  const found = analysis.parts().networks.find(({ name }) => name === network);
  return networkParts(found?.wires ?? []).map(({ name, kind, weights, wire: { type, range } }) => ({
    name,
    kind: kind ?? 'weights',
    weights,
    type,
    ...(range ? { range } : {}),
  }));
}

/** Where a layer stands whose name is made of its kind: `linker/dense_1`. */
export function namedLayerRange(
  analysis: Analysis,
  { kind, owner, name }: GraphSymbol,
): { start: number; end: number } | undefined {
  if (kind !== 'layer') return undefined;
  const range = layersOf(analysis, owner).find((layer) => layer.name === name)?.range;
  return range?.file === analysis.file ? range : undefined;
}
