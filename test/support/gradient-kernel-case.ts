import * as tf from '@tensorflow/tfjs-core';
import type { KernelCase } from './kernel-cases.js';
import { random } from './seeded-random.js';

const size = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

/**
 * A kernel case of a value and its gradients by all inputs, with a weight for each position so that no error cancels
 * another.
 */
export function withGradients(
  name: string,
  shapes: readonly (readonly number[])[],
  build: (...x: tf.Tensor4D[]) => tf.Tensor,
): KernelCase {
  return {
    name,
    inputs: shapes.map((shape, at) => ({
      shape: [...shape],
      dtype: 'float32',
      data: random(size(shape) + at).uniform(size(shape), -1, 1),
    })),
    build(...inputs) {
      const loss = (...x: tf.Tensor[]) => {
        const value = build(...(x as tf.Tensor4D[]));
        return tf.sum(tf.mul(value, tf.reshape(tf.sin(tf.range(1, value.size + 1)), value.shape)));
      };
      const { value, grads } = tf.valueAndGrads(loss as (...x: tf.Tensor[]) => tf.Scalar)(inputs);
      return [value, ...grads];
    },
  };
}
