import { Type } from '../../typebox-builders.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import {
  hasBatch,
  functionError,
  tensorTypeText,
  sidesWithoutBatch,
  tensorTypeResult,
} from '../type-rules.js';
import { shapeSize } from '../../tensor-shape.js';

export const reshapeFunction = defineFunction({
  name: 'reshape',
  group: 'shape',
  summary: 'The same numbers in another shape; examples stay apart.',
  parameters: [...tensorParameters('x'), { name: 'target_shape', kind: 'scalar' }],
  options: Type.Object(
    {
      target_shape: Type.Array(Type.Integer({ minimum: -1 }), {
        description:
          'The shape of one example, without the batch; one side may be -1, which is whatever is left.',
      }),
    },
    { additionalProperties: false },
  ),
  output(inputs, { target_shape: target }) {
    const type = operandAt(inputs);
    const batch = hasBatch(type) ? [null] : [];
    const sides = sidesWithoutBatch('reshape', type);
    if (!sides.ok) return sides;
    const size = shapeSize(sides.value);
    const known = shapeSize(target.filter((side) => side !== -1));
    const open = target.filter((side) => side === -1).length;
    if (open > 1) return functionError('only one side of a shape can be -1');
    if (open === 1 ? known === 0 || size % known !== 0 : size !== known) {
      return functionError(
        `${size} numbers of ${tensorTypeText(type)} don't fit the shape [${target.join(', ')}]`,
        'the shape is that of one example, without the batch',
      );
    }
    return tensorTypeResult(
      [...batch, ...target.map((side) => (side === -1 ? size / known : side))],
      type.dtype,
    );
  },
  emit: (inputs, _options, { tf, shape }) => tf.reshape(operandAt(inputs), [...shape]),
});
