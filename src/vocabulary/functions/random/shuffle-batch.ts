import type { Tensor1D } from '@tensorflow/tfjs-core';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { hasBatch, functionError, tensorTypeText, tensorTypeResult } from '../type-rules.js';

export const shuffleBatch = defineFunction({
  name: 'shuffle_batch',
  group: 'random',
  summary: 'The examples of the batch in another order.',
  parameters: tensorParameters('x'),
  output(inputs) {
    const type = operandAt(inputs);
    return hasBatch(type)
      ? tensorTypeResult(type.shape, type.dtype)
      : functionError(`\`shuffle_batch\` needs a batch of examples, and is given ${tensorTypeText(type)}`);
  },
  emit(inputs, _options, { tf, draw }) {
    const x = operandAt(inputs);
    return tf.gather(x, draw({ kind: 'permutation', shape: [x.shape[0] ?? 1] }) as Tensor1D);
  },
});
