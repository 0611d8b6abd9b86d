import { Type } from '../../typebox-builders.js';
import { toUnitLength } from '../../unit-length.js';
import { sortLastAxis } from '../shapes/index.js';
import { defineFunction, operandPair, tensorParameters } from '../define-function.js';
import { equalShapes } from '../../tensor-shape.js';
import { functionError, joinWithAnd, tensorTypeResult, tensorTypeText, toFloat32 } from '../type-rules.js';

/** Rabin et al. 2012; as a loss, Kolouri et al. 2019. Directions are drawn anew in every step. */
export const slicedWasserstein = defineFunction({
  name: 'sliced_wasserstein',
  group: 'random',
  summary:
    'How far the distributions of two batches are apart: the mean squared distance of their sorted projections on random directions.',
  parameters: tensorParameters('x1', 'x2'),
  options: Type.Object(
    { projections: Type.Integer({ default: 50, minimum: 1, description: 'How many directions.' }) },
    { additionalProperties: false },
  ),
  output(inputs) {
    const [a, b] = operandPair(inputs);
    return a.shape.length === 2 && a.shape[1] !== null && equalShapes(a.shape, b.shape)
      ? tensorTypeResult([])
      : functionError(
          `\`sliced_wasserstein\` takes two batches [batch, features] of one shape, and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
        );
  },
  emit(inputs, { projections }, { tf, draw }) {
    const [a, b] = operandPair(inputs.map((x) => toFloat32(tf, x)));
    const directions = toUnitLength(tf, draw({ kind: 'normal', shape: [projections, a.shape[1]!] }), 1);
    const [left, right] = [a, b].map((x) => sortLastAxis(tf, tf.matMul(directions, x, false, true)));
    return tf.mean(tf.squaredDifference(left!, right!));
  },
});
