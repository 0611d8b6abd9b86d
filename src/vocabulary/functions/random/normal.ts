import { Type } from '../../typebox-builders.js';
import type { FunctionContext, Tensor } from '../../definition-types.js';
import { defineFunction, operandAt, scalarParameters, tensorParameters } from '../define-function.js';
import { tensorTypeResult } from '../type-rules.js';
import { drawnTensorType, shapeOption } from './shape-option.js';

const options = {
  mean: Type.Number({ default: 0, description: 'The mean.' }),
  stddev: Type.Number({ default: 1, minimum: 0, description: 'The standard deviation.' }),
};

function draw({ tf, draw, shape }: FunctionContext, mean: number | Tensor, stddev: number | Tensor): Tensor {
  const standard = draw({ kind: 'normal', shape });
  const scaled = stddev === 1 ? standard : tf.mul(standard, stddev);
  return mean === 0 ? scaled : tf.add(scaled, mean);
}

export const normalFunction = defineFunction({
  name: 'normal',
  group: 'random',
  summary: 'Normal numbers, as many as what they are combined with.',
  parameters: scalarParameters('mean', 'stddev'),
  moving: ['mean', 'stddev'],
  options: Type.Object({ ...options, shape: shapeOption }, { additionalProperties: false }),
  output: (_inputs, { shape }) => drawnTensorType(shape),
  emit: (_inputs, { mean, stddev }, context) => draw(context, mean, stddev),
});

export const normalLike = defineFunction({
  name: 'normal_like',
  group: 'random',
  differentiable: [],
  summary: 'Normal numbers in the shape of a tensor.',
  parameters: [...tensorParameters('x'), ...scalarParameters('mean', 'stddev')],
  moving: ['mean', 'stddev'],
  options: Type.Object(options, { additionalProperties: false }),
  output: (inputs) => tensorTypeResult(operandAt(inputs).shape),
  emit: (_inputs, { mean, stddev }, context) => draw(context, mean, stddev),
});
