import { Type } from '../typebox-builders.js';
import type { OptimizerDefinition, Shape, Tensor, TfCore } from '../definition-types.js';
import { defineOptimizer, learningRateArgument, requiredSlot } from './define-optimizer.js';

const rootMeanSquare = (tf: TfCore, x: Tensor) => tf.sqrt(tf.mean(tf.square(x)));

const isFactored = (shape: Shape) => shape.length >= 2;

/** keras/src/optimizers/adafactor.py (Shazeer 2018). Keras stores the product of the two factors as well. */
export const adafactor = defineOptimizer({
  name: 'Adafactor',
  summary:
    'Steps by the size of gradients, which it keeps for the rows and columns of a matrix alone: little memory (Shazeer 2018).',
  args: Type.Object(
    {
      learning_rate: learningRateArgument(0.001),
      beta_2_decay: Type.Number({
        default: -0.8,
        maximum: 0,
        description: 'How the running averages lengthen with the steps.',
      }),
      epsilon_1: Type.Number({
        default: 1e-30,
        exclusiveMinimum: 0,
        description: 'Keeps divisions away from zero.',
      }),
      epsilon_2: Type.Number({
        default: 0.001,
        exclusiveMinimum: 0,
        description: 'The least size that weights are taken to have.',
      }),
      clip_threshold: Type.Number({
        default: 1,
        exclusiveMinimum: 0,
        description: 'The largest mean size of a step before the rate.',
      }),
      relative_step: Type.Boolean({
        default: true,
        description: 'Whether the rate is at most 1 / sqrt(step).',
      }),
    },
    { additionalProperties: false },
  ),
  slots: (_args, shape) =>
    isFactored(shape)
      ? [
          { name: 'rows', start: 0, shape: shape.slice(0, -1) },
          { name: 'columns', start: 0, shape: [...shape.slice(0, -2), shape.at(-1)!] },
        ]
      : [{ name: 'velocity', start: 0 }],
  update(tf, args, at): ReturnType<OptimizerDefinition['update']> {
    const { weight, gradient, iteration } = at;
    // At most 1 / sqrt(step) in any case; `relative_step` says the same of the rate, as in Keras.
    const rate = tf.minimum(at.learningRate, tf.rsqrt(iteration));
    const alpha = tf.mul(tf.maximum(rootMeanSquare(tf, weight), args.epsilon_2), rate);
    const fresh = tf.pow(iteration, tf.scalar(args.beta_2_decay));
    const square = tf.add(tf.square(gradient), args.epsilon_1);
    const average = (slot: string, value: Tensor) =>
      tf.add(tf.mul(requiredSlot(at, slot), tf.sub(1, fresh)), tf.mul(value, fresh));
    const clipped = (direction: Tensor) =>
      tf.div(direction, tf.maximum(tf.div(rootMeanSquare(tf, direction), args.clip_threshold), 1));
    if (!isFactored(weight.shape)) {
      const velocity = average('velocity', square);
      const step = clipped(tf.mul(gradient, tf.rsqrt(velocity)));
      return { weight: tf.sub(weight, tf.mul(step, alpha)), slots: { velocity } };
    }
    const rows = average('rows', tf.mean(square, -1));
    const columns = average('columns', tf.mean(square, -2));
    const share = tf.div(rows, tf.mean(rows, -1, true));
    // One root after the other: of a row and a column without gradients the product is 0 in float32.
    const ofRows = tf.mul(gradient, tf.expandDims(tf.rsqrt(share), -1));
    const step = clipped(tf.mul(ofRows, tf.expandDims(tf.rsqrt(columns), -2)));
    return { weight: tf.sub(weight, tf.mul(step, alpha)), slots: { rows, columns } };
  },
});
