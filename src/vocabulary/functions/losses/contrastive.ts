import { logSoftmax } from '../../log-softmax.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { toFloat32, functionError, tensorTypeText, tensorTypeResult } from '../type-rules.js';

/** Van den Oord et al. 2018 (InfoNCE), as in Radford et al. 2021. */
export const contrastive = defineFunction({
  name: 'contrastive',
  group: 'loss',
  better: 'smaller',
  summary:
    'How well each example of the batch finds its partner among all: logits [batch, batch], partners on the diagonal.',
  parameters: tensorParameters('logits'),
  output(inputs) {
    const type = operandAt(inputs);
    return type.shape.length === 2 && type.shape.every((side) => side === null)
      ? tensorTypeResult([null])
      : functionError(
          `\`contrastive\` takes logits of all examples with all, [batch, batch], and is given ${tensorTypeText(type)}`,
          'matmul(a, b, transpose_b=true) of two values [batch, features] makes them',
        );
  },
  emit(inputs, _options, { tf, shape }) {
    const diagonal = tf.eye(shape[0] ?? 1);
    return tf.neg(tf.sum(tf.mul(logSoftmax(tf, toFloat32(tf, operandAt(inputs))), diagonal), -1));
  },
});
