/** Sorting. Equal elements keep their order; gradients go to the places that elements came from. */
import { Type } from '../../typebox-builders.js';
import type { RuleResult, Tensor, TensorType, TfCore } from '../../definition-types.js';
import { detachTensor } from '../../detach-tensor.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { axisFromFront, functionError, tensorTypeResult, tensorTypeText, toFloat32 } from '../type-rules.js';
import { alongLastAxis, pickAlongLastAxis } from './pick-along-axis.js';

const axisOption = Type.Object(
  { axis: Type.Integer({ default: -1, description: 'Along which axis; by default the last.' }) },
  { additionalProperties: false },
);

function sortedType(
  inputs: readonly TensorType[],
  axis: number,
  name: string,
  dtype: TensorType['dtype'],
): RuleResult<TensorType> {
  const type = operandAt(inputs);
  const found = axisFromFront(axis, type, `what \`${name}\` is given`);
  return found.ok ? tensorTypeResult(type.shape, dtype) : found;
}

/** The largest elements of the last axis and their places; with `ascending`, the smallest. */
function extremes(tf: TfCore, x: Tensor, k: number, ascending: boolean) {
  const fixed = detachTensor(tf, x);
  const { values, indices } = tf.topk(ascending ? tf.neg(fixed) : fixed, k, true);
  return { values: ascending ? tf.neg(values) : values, places: indices as Tensor };
}

/** In ascending order. */
export function sortLastAxis(tf: TfCore, x: Tensor): Tensor {
  const { values, places } = extremes(tf, x, x.shape.at(-1)!, true);
  return pickAlongLastAxis(tf, x, places, values);
}

export const sort = defineFunction({
  name: 'sort',
  group: 'shape',
  summary: 'The elements along an axis in ascending order.',
  parameters: tensorParameters('x'),
  options: axisOption,
  output: (inputs, { axis }) => sortedType(inputs, axis, 'sort', 'float32'),
  emit: (inputs, { axis }, { tf }) =>
    alongLastAxis(tf, [toFloat32(tf, operandAt(inputs))], axis, ([x]) => sortLastAxis(tf, x!)),
});

export const argsort = defineFunction({
  name: 'argsort',
  group: 'shape',
  summary: 'The places of the elements along an axis, in ascending order of the elements.',
  parameters: tensorParameters('x'),
  differentiable: [],
  options: axisOption,
  output: (inputs, { axis }) => sortedType(inputs, axis, 'argsort', 'int32'),
  emit: (inputs, { axis }, { tf }) =>
    alongLastAxis(
      tf,
      [toFloat32(tf, operandAt(inputs))],
      axis,
      ([x]) => extremes(tf, x!, x!.shape.at(-1)!, true).places,
    ),
});

const largestOptions = Type.Object(
  { k: Type.Integer({ minimum: 1, description: 'How many.' }) },
  { additionalProperties: false },
);

function largestType(
  inputs: readonly TensorType[],
  k: number,
  name: string,
  dtype: TensorType['dtype'],
): RuleResult<TensorType> {
  const type = operandAt(inputs);
  const side = type.shape.at(-1);
  if (typeof side === 'number' && k <= side) return tensorTypeResult([...type.shape.slice(0, -1), k], dtype);
  return functionError(
    `\`${name}\` needs an axis of at least ${k} at the end, and is given ${tensorTypeText(type)}`,
    side === null
      ? 'how many examples the batch has is not known; sort(x, axis=0) orders them all'
      : undefined,
  );
}

export const topK = defineFunction({
  name: 'top_k',
  group: 'shape',
  summary: 'The k largest elements of the last axis, the largest first.',
  parameters: [...tensorParameters('x'), { name: 'k', kind: 'scalar' }],
  options: largestOptions,
  output: (inputs, { k }) => largestType(inputs, k, 'top_k', 'float32'),
  emit(inputs, { k }, { tf }) {
    const x = toFloat32(tf, operandAt(inputs));
    const { values, places } = extremes(tf, x, k, false);
    return pickAlongLastAxis(tf, x, places, values);
  },
});

export const topKIndices = defineFunction({
  name: 'top_k_indices',
  group: 'shape',
  summary: 'The places of the k largest elements of the last axis, that of the largest first.',
  parameters: [...tensorParameters('x'), { name: 'k', kind: 'scalar' }],
  differentiable: [],
  options: largestOptions,
  output: (inputs, { k }) => largestType(inputs, k, 'top_k_indices', 'int32'),
  emit: (inputs, { k }, { tf }) => extremes(tf, toFloat32(tf, operandAt(inputs)), k, false).places,
});
