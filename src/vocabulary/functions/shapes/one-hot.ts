import { Type } from '../../typebox-builders.js';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { detachTensor } from '../../detach-tensor.js';
import { tensorTypeResult } from '../type-rules.js';

export const oneHot = defineFunction({
  name: 'one_hot',
  group: 'shape',
  summary: 'Class numbers as rows of zeros with a one in the place of the class.',
  differentiable: [],
  parameters: [...tensorParameters('x'), { name: 'num_classes', kind: 'scalar' }],
  options: Type.Object(
    { num_classes: Type.Integer({ minimum: 1, description: 'How many classes there are.' }) },
    { additionalProperties: false },
  ),
  output: (inputs, { num_classes }) => tensorTypeResult([...operandAt(inputs).shape, num_classes]),
  emit: (inputs, { num_classes }, { tf }) =>
    tf.oneHot(
      tf.cast(detachTensor(tf, operandAt(inputs)), 'int32') as Tensor1D,
      num_classes,
      1,
      0,
      'float32',
    ),
});
