/** Widths of padding or cropping at the edges of an image, or at the ends of a series. */
import { Type } from '../typebox-builders.js';

const edgeWidth = Type.Integer({ minimum: 0 });
const edgeWidthPair = Type.Array(edgeWidth, { minItems: 2, maxItems: 2 });

export const edgeWidthsArgument = (options: { default: number; description: string }) =>
  Type.Union([edgeWidth, edgeWidthPair, Type.Array(edgeWidthPair, { minItems: 2, maxItems: 2 })], options);

/** Normalizes one width for all edges, [height, width], or a full specification to `[[top, bottom], [left, right]]`. */
export function edgeWidths(
  value: number | readonly (number | readonly number[])[],
): [[number, number], [number, number]] {
  const both = (side: number | readonly number[] = 0): [number, number] =>
    typeof side === 'number' ? [side, side] : [side[0] ?? 0, side[1] ?? 0];
  return typeof value === 'number' ? [both(value), both(value)] : [both(value[0]), both(value[1])];
}

export const edgeWidthsFormsText =
  'One number for all edges, [height, width], or [[top, bottom], [left, right]].';

/** Widths at the two ends of a series. */
export const endWidthsArgument = (options: { default: number; description: string }) =>
  Type.Union([edgeWidth, edgeWidthPair], options);

/** Normalizes one width for both ends to `[before, after]`. */
export const endWidths = (value: number | readonly number[]): [number, number] =>
  typeof value === 'number' ? [value, value] : [value[0] ?? 0, value[1] ?? 0];

export const endWidthsFormsText = 'One number for both ends, or [before, after].';
