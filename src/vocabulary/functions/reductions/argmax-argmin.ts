/** Index of the largest or smallest element; of several, the first. Not differentiable. */
import { Type } from '../../typebox-builders.js';
import type { FunctionDefinition, Tensor, TfCore } from '../../definition-types.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { detachTensor } from '../../detach-tensor.js';
import { axisFromFront, toFloat32, tensorTypeResult } from '../type-rules.js';

const defineArgReduction = (
  name: string,
  summary: string,
  apply: (tf: TfCore, x: Tensor, axis: number) => Tensor,
): FunctionDefinition =>
  defineFunction({
    name,
    group: 'reduction',
    summary,
    differentiable: [],
    parameters: tensorParameters('x'),
    options: Type.Object(
      {
        axis: Type.Integer({ default: -1, description: 'The axis to look along; by default the last.' }),
        keepdims: Type.Boolean({
          default: false,
          description: 'Whether the axis stays, with one side of 1.',
        }),
      },
      { additionalProperties: false },
    ),
    output(inputs, { axis, keepdims }) {
      const type = operandAt(inputs);
      const found = axisFromFront(axis, type, `what \`${name}\` is given`);
      return found.ok
        ? tensorTypeResult(
            type.shape.flatMap((side, at) => (at === found.value ? (keepdims ? [1] : []) : [side])),
            'int32',
          )
        : found;
    },
    emit(inputs, { axis }, { tf, shape }) {
      const x = toFloat32(tf, detachTensor(tf, operandAt(inputs)));
      return tf.reshape(apply(tf, x, axis < 0 ? axis + x.rank : axis), [...shape]);
    },
  });

export const argmax = defineArgReduction(
  'argmax',
  'Where the largest number stands, from 0: the class of a prediction.',
  (tf, x, axis) => tf.argMax(x, axis),
);

export const argmin = defineArgReduction(
  'argmin',
  'Where the smallest number stands, from 0.',
  (tf, x, axis) => tf.argMin(x, axis),
);
