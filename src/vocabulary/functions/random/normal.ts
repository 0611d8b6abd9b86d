import { Type } from '../../schema.js';
import type { FunctionContext, Tensor } from '../../types.js';
import { define, operand, scalars, tensors } from '../define.js';
import { typed } from '../types.js';
import { drawn, shapeOption } from './shape.js';

const options = {
  mean: Type.Number({ default: 0, description: 'The mean.' }),
  stddev: Type.Number({ default: 1, minimum: 0, description: 'The standard deviation.' }),
};

function draw({ tf, draw, shape }: FunctionContext, mean: number, stddev: number): Tensor {
  const standard = draw({ kind: 'normal', shape });
  const wide = stddev === 1 ? standard : tf.mul(standard, stddev);
  return mean === 0 ? wide : tf.add(wide, mean);
}

export const normal = define({
  name: 'normal',
  group: 'random',
  summary: 'Normal numbers, as many as what they are combined with.',
  parameters: scalars('mean', 'stddev'),
  options: Type.Object({ ...options, shape: shapeOption }, { additionalProperties: false }),
  output: (_inputs, { shape }) => drawn(shape),
  emit: (_inputs, { mean, stddev }, context) => draw(context, mean, stddev),
});

export const normalLike = define({
  name: 'normal_like',
  group: 'random',
  summary: 'Normal numbers in the shape of a tensor.',
  parameters: [...tensors('x'), ...scalars('mean', 'stddev')],
  options: Type.Object(options, { additionalProperties: false }),
  output: (inputs) => typed(operand(inputs).shape),
  emit: (_inputs, { mean, stddev }, context) => draw(context, mean, stddev),
});
