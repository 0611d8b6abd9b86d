import { nameInNetwork } from '../compiler/index.js';
import type { SourceRange } from '../diagnostics/index.js';
import { wordName, type TensorType } from '../vocabulary/index.js';
import type { Analysis } from './analysis.js';
import type { GraphSymbol } from './symbols/index.js';

/** A layer of a network, or a bare weight among its nodes. */
export interface LayerPlace {
  name: string;
  /** Its word; `weights` of a bare weight. */
  kind: string;
  weights: readonly string[];
  type: TensorType;
  range?: SourceRange;
}

/** The layers and bare weights of a network that was compiled. */
export const layersOf = (analysis: Analysis, network: string): LayerPlace[] =>
  analysis
    .parts()
    .networks.find(({ name }) => name === network)
    ?.wires.flatMap((wire): LayerPlace[] => {
      const { type, range } = wire;
      const place = { type, ...(range ? { range } : {}) };
      if (wire.op === 'layer')
        return [{ ...place, name: wire.name, kind: wordName(wire.layer), weights: wire.weights }];
      const name = wire.op === 'weight' ? nameInNetwork(wire.weight) : '';
      return wire.op === 'weight' && name !== ''
        ? [{ ...place, name, kind: 'weights', weights: [wire.weight] }]
        : [];
    }) ?? [];

/** Where a layer stands whose name is made of its kind: `linker/dense_1`. */
export function namedLayerRange(
  analysis: Analysis,
  { kind, owner, name }: GraphSymbol,
): { start: number; end: number } | undefined {
  if (kind !== 'layer') return undefined;
  const range = layersOf(analysis, owner).find((layer) => layer.name === name)?.range;
  return range?.file === analysis.file ? range : undefined;
}
