import { Type } from '../../typebox-builders.js';
import type { RuleResult, FunctionContext, Tensor, TensorType } from '../../definition-types.js';
import { defineFunction, operandAt, scalarParameters, tensorParameters } from '../define-function.js';
import { functionError, tensorTypeResult } from '../type-rules.js';
import { drawnTensorType, shapeOption } from './shape-option.js';

const options = {
  minval: Type.Number({ default: 0, description: 'The lower bound.' }),
  maxval: Type.Number({ default: 1, description: 'The upper bound, which is not reached.' }),
};

type Bound = number | Tensor;

function draw({ tf, draw, shape }: FunctionContext, minval: Bound, maxval: Bound): Tensor {
  const standard = draw({ kind: 'uniform', shape });
  const width =
    typeof minval === 'number' && typeof maxval === 'number' ? maxval - minval : tf.sub(maxval, minval);
  const scaled = width === 1 ? standard : tf.mul(standard, width);
  return minval === 0 ? scaled : tf.add(scaled, minval);
}

const checkBounds = (name: string, minval: number, maxval: number, type: RuleResult<TensorType>) =>
  minval <= maxval
    ? type
    : functionError(`\`${name}\` has ${minval} as its lower bound, which is above its upper bound ${maxval}`);

export const uniformFunction = defineFunction({
  name: 'uniform',
  group: 'random',
  summary: 'Numbers spread evenly between two bounds, as many as what they are combined with.',
  parameters: scalarParameters('minval', 'maxval'),
  moving: ['minval', 'maxval'],
  options: Type.Object({ ...options, shape: shapeOption }, { additionalProperties: false }),
  output: (_inputs, { minval, maxval, shape }) =>
    checkBounds('uniform', minval, maxval, drawnTensorType(shape)),
  emit: (_inputs, { minval, maxval }, context) => draw(context, minval, maxval),
});

export const uniformLike = defineFunction({
  name: 'uniform_like',
  group: 'random',
  summary: 'Numbers spread evenly between two bounds, in the shape of a tensor.',
  differentiable: [],
  parameters: [...tensorParameters('x'), ...scalarParameters('minval', 'maxval')],
  moving: ['minval', 'maxval'],
  options: Type.Object(options, { additionalProperties: false }),
  output: (inputs, { minval, maxval }) =>
    checkBounds('uniform_like', minval, maxval, tensorTypeResult(operandAt(inputs).shape)),
  emit: (_inputs, { minval, maxval }, context) => draw(context, minval, maxval),
});
