import { Type } from '../../schema.js';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { define, operand, tensors } from '../define.js';
import { detached } from '../../detached.js';
import { typed } from '../types.js';

export const oneHot = define({
  name: 'one_hot',
  group: 'shape',
  summary: 'Class numbers as rows of zeros with a one in the place of the class.',
  parameters: [...tensors('x'), { name: 'num_classes', kind: 'scalar' }],
  options: Type.Object(
    { num_classes: Type.Integer({ minimum: 1, description: 'How many classes there are.' }) },
    { additionalProperties: false },
  ),
  output: (inputs, { num_classes }) => typed([...operand(inputs).shape, num_classes]),
  emit: (inputs, { num_classes }, { tf }) =>
    tf.oneHot(tf.cast(detached(tf, operand(inputs)), 'int32') as Tensor1D, num_classes, 1, 0, 'float32'),
});
