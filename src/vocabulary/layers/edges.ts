/** What is added to or taken from the edges of an image. */
import { Type } from '../schema.js';

const count = Type.Integer({ minimum: 0 });
const two = Type.Array(count, { minItems: 2, maxItems: 2 });

export const edgesArgument = (options: { default: number; description: string }) =>
  Type.Union([count, two, Type.Array(two, { minItems: 2, maxItems: 2 })], options);

/** `[[top, bottom], [left, right]]` of one number for all edges, [height, width], or itself. */
export function edges(
  value: number | readonly (number | readonly number[])[],
): [[number, number], [number, number]] {
  const both = (side: number | readonly number[] = 0): [number, number] =>
    typeof side === 'number' ? [side, side] : [side[0] ?? 0, side[1] ?? 0];
  return typeof value === 'number' ? [both(value), both(value)] : [both(value[0]), both(value[1])];
}

export const forms = 'One number for all edges, [height, width], or [[top, bottom], [left, right]].';
