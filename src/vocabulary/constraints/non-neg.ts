import { Type } from '../typebox-builders.js';
import { defineWeightRule } from '../weight-rules.js';

export const nonNeg = defineWeightRule({
  kind: 'constraint',
  name: 'NonNeg',
  summary: 'Weights below 0 become 0.',
  args: Type.Object({}, { additionalProperties: false }),
  apply: (tf, weight) => tf.maximum(weight, 0),
});
