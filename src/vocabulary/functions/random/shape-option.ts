import { Type } from '../../typebox-builders.js';
import type { RuleResult, TensorType } from '../../definition-types.js';
import { tensorTypeResult } from '../type-rules.js';

/** Filled in by the compiler from the operands that the draw is combined with. */
export const shapeOption = Type.Optional(
  Type.Array(Type.Integer({ minimum: -1 }), {
    description:
      'What shape is drawn, with -1 for the batch. By default that of what the draw is added to or multiplied with.',
  }),
);

/** The type of a draw with this shape. */
export function drawnTensorType(shape: readonly number[] | undefined): RuleResult<TensorType> {
  return tensorTypeResult((shape ?? []).map((side) => (side === -1 ? null : side)));
}
