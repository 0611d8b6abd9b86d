import { Type } from '../../typebox-builders.js';
import type { Tensor, TfCore } from '../../definition-types.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { toFloat32, joinWithAnd, functionError, tensorTypeText, hasBatch } from '../type-rules.js';
import { equalShapes } from '../../tensor-shape.js';
import { perExampleType } from './define-loss.js';
import { classPairMasks, embeddingsOutputType } from './same-class-pairs.js';

const marginOption = Type.Number({
  default: 1,
  exclusiveMinimum: 0,
  description: 'By how much the other class must be farther away.',
});

/** The length of the difference; its slope at 0 is 0. */
function distanceOf(tf: TfCore, a: Tensor, b: Tensor): Tensor {
  const inside = tf.square(tf.sub(a, b));
  const axes = inside.shape.map((_, at) => at).slice(1);
  const square = axes.length === 0 ? inside : tf.sum(inside, axes);
  return rootAbove(tf, square, tf.scalar(0));
}

/** The root of squares above a limit; 0 for others, where the slope is taken to be 0. */
function rootAbove(tf: TfCore, square: Tensor, limit: Tensor): Tensor {
  const positive = tf.greater(square, limit);
  const held = tf.where(positive, square, tf.onesLike(square));
  return tf.mul(tf.sqrt(held), tf.cast(positive, 'float32'));
}

/** Schroff et al. 2015, with distances that are not squared, as in PyTorch's TripletMarginLoss. */
export const triplet = defineFunction({
  name: 'triplet',
  group: 'loss',
  better: 'smaller',
  summary: 'How far an anchor stays from being nearer to its like than to another, by a margin.',
  parameters: tensorParameters('anchor', 'positive', 'negative'),
  moving: ['margin'],
  options: Type.Object(
    {
      margin: marginOption,
      swap: Type.Boolean({
        default: false,
        description:
          'Whether the distance of the positive from the negative counts where it is smaller than that of the anchor (Balntas 2016).',
      }),
    },
    { additionalProperties: false },
  ),
  output(inputs) {
    const anchor = operandAt(inputs);
    return hasBatch(anchor) && inputs.every(({ shape }) => equalShapes(shape, anchor.shape))
      ? perExampleType(anchor)
      : functionError(
          `\`triplet\` takes three values of one shape, [batch, ...], and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
          undefined,
          'negative',
        );
  },
  emit(inputs, { margin, swap }, { tf }) {
    const [anchor, positive, negative] = inputs.map((x) => toFloat32(tf, x)) as [Tensor, Tensor, Tensor];
    const apart = distanceOf(tf, anchor, negative);
    const other = swap ? tf.minimum(apart, distanceOf(tf, positive, negative)) : apart;
    return tf.relu(tf.add(tf.sub(distanceOf(tf, anchor, positive), other), margin));
  },
});

/** Farther than any example. */
const FAR = 1e9;

/** Distances of all examples from all, [batch, batch]. */
function pairwiseDistances(tf: TfCore, x: Tensor): Tensor {
  const batch = x.shape[0]!;
  const square = tf.sum(tf.square(x), 1);
  const sums = tf.add(tf.reshape(square, [batch, 1]), tf.reshape(square, [1, batch]));
  const squares = tf.sub(sums, tf.mul(tf.matMul(x, x, false, true), 2));
  // Of examples that are alike, rounding is all that is left.
  return rootAbove(tf, squares, tf.mul(sums, 1e-6));
}

/**
 * Hermans et al. 2017, "batch hard". An example that has no other of its class, or none of another, has a loss of 0.
 */
export const tripletHard = defineFunction({
  name: 'triplet_hard',
  group: 'loss',
  better: 'smaller',
  summary:
    'The triplet loss of each example with the farthest of its class and the nearest of another in the batch.',
  parameters: tensorParameters('y_true', 'y_pred'),
  differentiable: [1],
  moving: ['margin'],
  options: Type.Object({ margin: marginOption }, { additionalProperties: false }),
  output: (inputs) => embeddingsOutputType('triplet_hard', inputs),
  emit(inputs, { margin }, { tf }) {
    const { same, different } = classPairMasks(tf, operandAt(inputs));
    const distances = pairwiseDistances(tf, toFloat32(tf, operandAt(inputs, 1)));
    const farthest = tf.max(tf.mul(distances, same), 1);
    const nearest = tf.min(
      tf.where(tf.greater(different, 0), distances, tf.mul(tf.onesLike(distances), FAR)),
      1,
    );
    const has = tf.mul(tf.max(same, 1), tf.max(different, 1));
    return tf.mul(has, tf.relu(tf.add(tf.sub(farthest, nearest), margin)));
  },
});
