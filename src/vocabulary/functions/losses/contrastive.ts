import { logSoftmax } from '../../log-softmax.js';
import { define, operand, tensors } from '../define.js';
import { float, refused, said, typed } from '../types.js';

/** Van den Oord et al. 2018 (InfoNCE), as in Radford et al. 2021. */
export const contrastive = define({
  name: 'contrastive',
  group: 'loss',
  better: 'smaller',
  summary:
    'How well each example of the batch finds its partner among all: logits [batch, batch], partners on the diagonal.',
  parameters: tensors('logits'),
  output(inputs) {
    const type = operand(inputs);
    return type.shape.length === 2 && type.shape.every((side) => side === null)
      ? typed([null])
      : refused(
          `\`contrastive\` takes logits of all examples with all, [batch, batch], and is given ${said(type)}`,
          'matmul(a, b, transpose_b=true) of two values [batch, features] makes them',
        );
  },
  emit(inputs, _options, { tf, shape }) {
    const diagonal = tf.eye(shape[0] ?? 1);
    return tf.neg(tf.sum(tf.mul(logSoftmax(tf, float(tf, operand(inputs))), diagonal), -1));
  },
});
