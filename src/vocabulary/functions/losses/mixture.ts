import type { Tensor } from '../../definition-types.js';
import { detachTensor } from '../../detach-tensor.js';
import { logSoftmax } from '../../log-softmax.js';
import { equalShapes } from '../../tensor-shape.js';
import { defineFunction, tensorParameters } from '../define-function.js';
import { functionError, joinWithAnd, tensorTypeResult, tensorTypeText, toFloat32 } from '../type-rules.js';

const LOG_TAU = Math.log(2 * Math.PI);

/** Bishop 1994: the negative logarithm of the density. */
export const mixture = defineFunction({
  name: 'mixture',
  group: 'loss',
  better: 'smaller',
  summary:
    'How well a mixture of normal distributions tells values: logits [batch, k] of its parts, their means and logarithms of variances [batch, k, features].',
  parameters: tensorParameters('y_true', 'logits', 'mean', 'log_var'),
  output(inputs) {
    const [y, logits, mean, logVar] = inputs.map(({ shape }) => shape);
    const fits =
      y?.length === 2 &&
      logits?.length === 2 &&
      equalShapes(mean!, [y[0]!, logits[1]!, y[1]!]) &&
      equalShapes(mean!, logVar!) &&
      logits[0] === y[0];
    return fits
      ? tensorTypeResult([y[0]!])
      : functionError(
          `\`mixture\` takes values [batch, features], logits [batch, k], and means and logarithms of variances [batch, k, features], and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
        );
  },
  emit(inputs, _options, { tf }) {
    const [y, logits, mean, logVar] = inputs.map((x) => toFloat32(tf, x)) as [Tensor, Tensor, Tensor, Tensor];
    const apart = tf.square(tf.sub(tf.expandDims(y, 1), mean));
    const terms = tf.add(tf.add(tf.mul(apart, tf.exp(tf.neg(logVar))), logVar), LOG_TAU);
    const logDensity = tf.add(logSoftmax(tf, logits), tf.mul(tf.sum(terms, -1), -0.5));
    const top = detachTensor(tf, tf.max(logDensity, -1, true));
    const sum = tf.log(tf.sum(tf.exp(tf.sub(logDensity, top)), -1));
    return tf.neg(tf.add(sum, tf.reshape(top, [-1])));
  },
});
