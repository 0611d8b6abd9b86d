import { detachTensor } from '../../detach-tensor.js';
import { Type } from '../../typebox-builders.js';
import type { Tensor, TfCore } from '../../definition-types.js';
import { defineFunction, operandPair, tensorParameters } from '../define-function.js';
import { toFloat32 } from '../type-rules.js';
import { classPairMasks, embeddingsOutputType } from './same-class-pairs.js';

/** In place of minus infinity, which has no gradient: what it adds to a sum of exponentials is 0 as well. */
const NOTHING = -1e9;

/** The logarithm of the sum of exponentials of each row's numbers in a mask. */
function maskedLogSumExp(tf: TfCore, x: Tensor, mask: Tensor): Tensor {
  const inside = tf.where(tf.greater(mask, 0), x, tf.mul(tf.onesLike(x), NOTHING));
  const largest = tf.max(detachTensor(tf, inside), 1, true);
  const sum = tf.sum(tf.exp(tf.sub(inside, largest)), 1);
  return tf.add(tf.log(sum), tf.reshape(largest, [x.shape[0]!]));
}

/**
 * Keras 3: losses/losses.py (Sun et al. 2020). An example without another of its class, or without one of another,
 * has a loss of 0; Keras's reduction leaves such examples out of the mean.
 */
export const circle = defineFunction({
  name: 'circle',
  group: 'loss',
  better: 'smaller',
  summary:
    'Draws embeddings of one class together and others apart, pairs that are far from it the most; embeddings have unit length.',
  parameters: tensorParameters('y_true', 'y_pred'),
  differentiable: [1],
  options: Type.Object(
    {
      gamma: Type.Number({ default: 80, exclusiveMinimum: 0, description: 'How steep it is.' }),
      margin: Type.Number({
        default: 0.4,
        description: 'The distance around which pairs count more or less.',
      }),
      remove_diagonal: Type.Boolean({
        default: true,
        description: 'Whether an example is no pair with itself.',
      }),
    },
    { additionalProperties: false },
  ),
  output: (inputs) => embeddingsOutputType('circle', inputs),
  emit(inputs, { gamma, margin, remove_diagonal: removes }, { tf }) {
    const [labels, embeddings] = operandPair(inputs);
    const x = toFloat32(tf, embeddings);
    const { same, different } = classPairMasks(tf, labels, !removes);
    const distance = tf.maximum(tf.sub(1, tf.matMul(x, x, false, true)), 0);
    const ofSame = tf.maximum(tf.mul(tf.add(distance, margin), same), 0);
    const ofOthers = tf.maximum(tf.mul(tf.sub(1 + margin, distance), different), 0);
    const near = tf.mul(tf.mul(ofSame, tf.sub(margin, distance)), -gamma);
    const far = tf.mul(tf.mul(ofOthers, tf.sub(1 - margin, distance)), gamma);
    return tf.softplus(tf.add(maskedLogSumExp(tf, near, same), maskedLogSumExp(tf, far, different)));
  },
});
