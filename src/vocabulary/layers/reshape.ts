import { Type } from '../schema.js';
import type { Answer, Shape } from '../types.js';
import { fine, layer, only, refused, said, sizeOf } from './define.js';

function resolve(shape: Shape, target: readonly number[]): Answer<Shape> {
  const size = sizeOf(shape);
  const open = target.filter((side) => side === -1).length;
  if (open > 1) return refused('only one side can be -1', 'target_shape');
  const known = sizeOf(target.filter((side) => side !== -1));
  if (open ? size % known !== 0 : size !== known) {
    return refused(
      `${said(shape)} has ${size} numbers, which don't fit into ${said(target)}` +
        (open ? '' : `, which has ${known}`),
      'target_shape',
    );
  }
  return fine(target.map((side) => (side === -1 ? size / known : side)));
}

export const reshape = layer({
  name: 'Reshape',
  summary: 'The same numbers in another shape.',
  args: Type.Object(
    {
      target_shape: Type.Array(Type.Union([Type.Integer({ minimum: 1 }), Type.Literal(-1)]), {
        description: 'The shape without the batch; one side may be -1, for whatever is left.',
      }),
    },
    { additionalProperties: false },
  ),
  main: 'target_shape',
  outputShape: (inputs, { target_shape }) => resolve(only(inputs), target_shape),
  lower: (tf, { target_shape }, name) => tf.layers.reshape({ name, targetShape: target_shape }),
  call(inputs, { target_shape }, _weights, { tf }) {
    const [batch = 1, ...shape] = only(inputs).shape;
    const target = resolve(shape, target_shape);
    if (!target.ok) throw new Error(target.problem);
    return tf.reshape(only(inputs), [batch, ...target.value]);
  },
});
