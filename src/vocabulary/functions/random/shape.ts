import { Type } from '../../schema.js';
import type { Answer, TensorType } from '../../types.js';
import { typed } from '../types.js';

/** Filled in by the compiler, from what the draw is combined with. */
export const shapeOption = Type.Optional(
  Type.Array(Type.Integer({ minimum: -1 }), {
    description:
      'What shape is drawn, with -1 for the batch. By default that of what the draw is added to or multiplied with.',
  }),
);

/** The type of a draw with this shape. */
export function drawn(shape: readonly number[] | undefined): Answer<TensorType> {
  return typed((shape ?? []).map((side) => (side === -1 ? null : side)));
}
