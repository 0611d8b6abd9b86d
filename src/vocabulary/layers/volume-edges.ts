/** Widths of padding or cropping at the faces of a volume. */
import { Type } from '../typebox-builders.js';

const width = Type.Integer({ minimum: 0 });
const pair = Type.Array(width, { minItems: 2, maxItems: 2 });

export const volumeEdgesArgument = (description: string) =>
  Type.Union(
    [width, Type.Array(width, { minItems: 3, maxItems: 3 }), Type.Array(pair, { minItems: 3, maxItems: 3 })],
    {
      default: 1,
      description: `${description} One number for all faces, [depth, height, width], or a pair [before, after] for each.`,
    },
  );

/** A pair [before, after] for each of depth, height and width. */
export const volumeEdges = (value: number | readonly (number | readonly number[])[]): [number, number][] =>
  [0, 1, 2].map((at) => {
    const side = typeof value === 'number' ? value : (value[at] ?? 0);
    return typeof side === 'number' ? [side, side] : [side[0] ?? 0, side[1] ?? 0];
  });
