import { Type } from '../../schema.js';
import type { Answer, FunctionContext, Tensor, TensorType } from '../../types.js';
import { define, operand, scalars, tensors } from '../define.js';
import { refused, typed } from '../types.js';
import { drawn, shapeOption } from './shape.js';

const options = {
  minval: Type.Number({ default: 0, description: 'The lower bound.' }),
  maxval: Type.Number({ default: 1, description: 'The upper bound, which is not reached.' }),
};

function draw({ tf, draw, shape }: FunctionContext, minval: number, maxval: number): Tensor {
  const standard = draw({ kind: 'uniform', shape });
  const wide = maxval - minval === 1 ? standard : tf.mul(standard, maxval - minval);
  return minval === 0 ? wide : tf.add(wide, minval);
}

const ordered = (name: string, minval: number, maxval: number, type: Answer<TensorType>) =>
  minval <= maxval
    ? type
    : refused(`\`${name}\` has ${minval} as its lower bound, which is above its upper bound ${maxval}`);

export const uniform = define({
  name: 'uniform',
  group: 'random',
  summary: 'Numbers spread evenly between two bounds, as many as what they are combined with.',
  parameters: scalars('minval', 'maxval'),
  options: Type.Object({ ...options, shape: shapeOption }, { additionalProperties: false }),
  output: (_inputs, { minval, maxval, shape }) => ordered('uniform', minval, maxval, drawn(shape)),
  emit: (_inputs, { minval, maxval }, context) => draw(context, minval, maxval),
});

export const uniformLike = define({
  name: 'uniform_like',
  group: 'random',
  summary: 'Numbers spread evenly between two bounds, in the shape of a tensor.',
  parameters: [...tensors('x'), ...scalars('minval', 'maxval')],
  options: Type.Object(options, { additionalProperties: false }),
  output: (inputs, { minval, maxval }) =>
    ordered('uniform_like', minval, maxval, typed(operand(inputs).shape)),
  emit: (_inputs, { minval, maxval }, context) => draw(context, minval, maxval),
});
