/** Projections of attention by several heads, with the weights of Keras's dense layers by their names. */
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Tensor, TfCore, WeightRule } from '../definition-types.js';
import { initializerArgument, trainableWeight, useBiasArgument } from './arguments.js';
import { kernelInitializerArgument, requiredWeight } from './convolution-arguments.js';
import type { Static, TObject } from '../typebox-builders.js';

export const projectionArguments = {
  use_bias: useBiasArgument,
  kernel_initializer: kernelInitializerArgument,
  bias_initializer: initializerArgument('zeros', 'the bias'),
};

type ProjectionArguments = Static<TObject<typeof projectionArguments>>;

export const projectionWeights = (
  args: ProjectionArguments,
  name: string,
  kernel: readonly number[],
  bias: readonly number[],
): WeightRule[] => [
  trainableWeight(`${name}_kernel`, kernel, args.kernel_initializer),
  ...(args.use_bias ? [trainableWeight(`${name}_bias`, bias, args.bias_initializer)] : []),
];

/** [batch, steps, features] to [batch, heads, steps, features of a head]. */
export function projectToHeads(
  tf: TfCore,
  x: Tensor,
  weights: Readonly<Record<string, Tensor>>,
  name: string,
): Tensor {
  const kernel = requiredWeight(weights, `${name}_kernel`);
  const [features = 1, heads = 1, width = 1] = kernel.shape;
  const rows = tf.reshape(x, [-1, features]) as Tensor2D;
  const products = tf.matMul(rows, tf.reshape(kernel, [features, heads * width]) as Tensor2D);
  const bias = weights[`${name}_bias`];
  const sums = bias ? tf.add(products, tf.reshape(bias, [-1])) : products;
  return tf.transpose(tf.reshape(sums, [...x.shape.slice(0, 2), heads, width]), [0, 2, 1, 3]);
}

/** What heads found, [batch, heads, steps, features of a head], to [batch, steps, features]. */
export function joinHeads(tf: TfCore, found: Tensor, weights: Readonly<Record<string, Tensor>>): Tensor {
  const kernel = requiredWeight(weights, 'attention_output_kernel');
  const [heads = 1, width = 1, out = 1] = kernel.shape;
  const [batch = 1, , steps = 1] = found.shape;
  const rows = tf.reshape(tf.transpose(found, [0, 2, 1, 3]), [-1, heads * width]) as Tensor2D;
  const sums = tf.matMul(rows, tf.reshape(kernel, [heads * width, out]) as Tensor2D);
  const bias = weights.attention_output_bias;
  return tf.reshape(bias ? tf.add(sums, bias) : sums, [batch, steps, out]);
}
