import { Type } from '../../schema.js';
import { define, operand, tensors } from '../define.js';
import { hasBatch, refused, said, sidesOfExample, sizeOf, typed } from '../types.js';

export const reshape = define({
  name: 'reshape',
  group: 'shape',
  summary: 'The same numbers in another shape; examples stay apart.',
  parameters: [...tensors('x'), { name: 'target_shape', kind: 'scalar' }],
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
    const type = operand(inputs);
    const batch = hasBatch(type) ? [null] : [];
    const sides = sidesOfExample('reshape', type);
    if (!sides.ok) return sides;
    const size = sizeOf(sides.value);
    const known = sizeOf(target.filter((side) => side !== -1));
    const open = target.filter((side) => side === -1).length;
    if (open > 1) return refused('only one side of a shape can be -1');
    if (open === 1 ? known === 0 || size % known !== 0 : size !== known) {
      return refused(
        `${size} numbers of ${said(type)} don't fit the shape [${target.join(', ')}]`,
        'the shape is that of one example, without the batch',
      );
    }
    return typed([...batch, ...target.map((side) => (side === -1 ? size / known : side))], type.dtype);
  },
  emit: (inputs, _options, { tf, shape }) => tf.reshape(operand(inputs), [...shape]),
});
