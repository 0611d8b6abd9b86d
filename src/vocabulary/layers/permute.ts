import { Type } from '../schema.js';
import { fine, layer, only, refused, said } from './define.js';

export const permute = layer({
  name: 'Permute',
  summary: 'The sides of an example in another order.',
  args: Type.Object(
    {
      dims: Type.Array(Type.Integer({ minimum: 1 }), {
        minItems: 1,
        description: 'Old places of the sides in their new order, counted from 1.',
      }),
    },
    { additionalProperties: false },
  ),
  main: 'dims',
  outputShape(inputs, { dims }) {
    const shape = only(inputs);
    const expected = shape.map((_, at) => at + 1);
    if ([...dims].sort((a, b) => a - b).join() !== expected.join()) {
      return refused(`the sides of ${said(shape)} are ${said(expected)}, each once in any order`, 'dims');
    }
    return fine(dims.map((from) => shape[from - 1] ?? 1));
  },
  lower: (tf, { dims }, name) => tf.layers.permute({ name, dims }),
  call: (inputs, { dims }, _weights, { tf }) => tf.transpose(only(inputs), [0, ...dims]),
});
