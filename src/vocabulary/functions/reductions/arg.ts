/** Where the largest or the smallest stands. Of several, the first. No gradient goes through it. */
import { Type } from '../../schema.js';
import type { FunctionDefinition, Tensor, TfCore } from '../../types.js';
import { define, operand, tensors } from '../define.js';
import { detached } from '../../detached.js';
import { axisOf, float, typed } from '../types.js';

const place = (
  name: string,
  summary: string,
  apply: (tf: TfCore, x: Tensor, axis: number) => Tensor,
): FunctionDefinition =>
  define({
    name,
    group: 'reduction',
    summary,
    parameters: tensors('x'),
    options: Type.Object(
      {
        axis: Type.Integer({ default: -1, description: 'The axis to look along; by default the last.' }),
      },
      { additionalProperties: false },
    ),
    output(inputs, { axis }) {
      const type = operand(inputs);
      const found = axisOf(axis, type, `what \`${name}\` is given`);
      return found.ok
        ? typed(
            type.shape.filter((_, at) => at !== found.value),
            'int32',
          )
        : found;
    },
    emit(inputs, { axis }, { tf }) {
      const x = float(tf, detached(tf, operand(inputs)));
      return apply(tf, x, axis < 0 ? axis + x.rank : axis);
    },
  });

export const argmax = place(
  'argmax',
  'Where the largest number stands, from 0: the class of a prediction.',
  (tf, x, axis) => tf.argMax(x, axis),
);

export const argmin = place('argmin', 'Where the smallest number stands, from 0.', (tf, x, axis) =>
  tf.argMin(x, axis),
);
