import { Type } from '../typebox-builders.js';
import { ok, defineLayer, onlyInput, layerError } from './define-layer.js';
import { shapeText } from '../tensor-shape.js';

export const permute = defineLayer({
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
    const shape = onlyInput(inputs);
    const expected = shape.map((_, at) => at + 1);
    if ([...dims].sort((a, b) => a - b).join() !== expected.join()) {
      return layerError(
        `the sides of ${shapeText(shape)} are ${shapeText(expected)}, each once in any order`,
        'dims',
      );
    }
    return ok(dims.map((from) => shape[from - 1] ?? 1));
  },
  lower: (tf, { dims }, name) => tf.layers.permute({ name, dims }),
  call: (inputs, { dims }, _weights, { tf }) => tf.transpose(onlyInput(inputs), [0, ...dims]),
});
