import { Type } from '../schema.js';
import { fine, layer, only, refused, said } from './define.js';

export const repeatVector = layer({
  name: 'RepeatVector',
  summary: 'The same features at every step.',
  args: Type.Object(
    { n: Type.Integer({ minimum: 1, description: 'Number of steps.' }) },
    { additionalProperties: false },
  ),
  main: 'n',
  outputShape(inputs, { n }) {
    const shape = only(inputs);
    if (shape.length !== 1) return refused(`an input [features] is needed; this one is ${said(shape)}`);
    return fine([n, ...shape]);
  },
  lower: (tf, { n }, name) => tf.layers.repeatVector({ name, n }),
  call(inputs, { n }, _weights, { tf }) {
    const [batch = 1, features = 1] = only(inputs).shape;
    return tf.tile(tf.reshape(only(inputs), [batch, 1, features]), [1, n, 1]);
  },
});
