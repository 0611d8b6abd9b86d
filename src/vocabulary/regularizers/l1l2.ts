import type { Tensor, TfCore } from '../definition-types.js';
import { Type } from '../typebox-builders.js';
import { defineWeightRule } from '../weight-rules.js';

const factor = (standard: number, of: string) =>
  Type.Number({ default: standard, minimum: 0, description: `Factor of the sum of ${of}.` });

const absolute = (tf: TfCore, weight: Tensor, by: number) => tf.mul(tf.sum(tf.abs(weight)), by);
const squared = (tf: TfCore, weight: Tensor, by: number) => tf.mul(tf.sum(tf.square(weight)), by);

export const l1 = defineWeightRule({
  kind: 'regularizer',
  name: 'L1',
  summary: 'Adds the sum of the sizes of weights to the loss, times a factor: many weights become 0.',
  args: Type.Object({ l1: factor(0.01, 'sizes') }, { additionalProperties: false }),
  main: 'l1',
  apply: (tf, weight, args) => absolute(tf, weight, args.l1),
});

export const l2 = defineWeightRule({
  kind: 'regularizer',
  name: 'L2',
  summary: 'Adds the sum of the squares of weights to the loss, times a factor: weights stay small.',
  args: Type.Object({ l2: factor(0.01, 'squares') }, { additionalProperties: false }),
  main: 'l2',
  apply: (tf, weight, args) => squared(tf, weight, args.l2),
});

export const l1l2 = defineWeightRule({
  kind: 'regularizer',
  name: 'L1L2',
  summary: 'Adds both sums to the loss, that of sizes and that of squares.',
  args: Type.Object({ l1: factor(0, 'sizes'), l2: factor(0, 'squares') }, { additionalProperties: false }),
  apply: (tf, weight, args) => tf.add(absolute(tf, weight, args.l1), squared(tf, weight, args.l2)),
});
