import type { Tensor1D } from '@tensorflow/tfjs-core';
import { define, operand, tensors } from '../define.js';
import { hasBatch, refused, said, typed } from '../types.js';

export const shuffleBatch = define({
  name: 'shuffle_batch',
  group: 'random',
  summary: 'The examples of the batch in another order.',
  parameters: tensors('x'),
  output(inputs) {
    const type = operand(inputs);
    return hasBatch(type)
      ? typed(type.shape, type.dtype)
      : refused(`\`shuffle_batch\` needs a batch of examples, and is given ${said(type)}`);
  },
  emit(inputs, _options, { tf, draw }) {
    const x = operand(inputs);
    return tf.gather(x, draw({ kind: 'permutation', shape: [x.shape[0] ?? 1] }) as Tensor1D);
  },
});
