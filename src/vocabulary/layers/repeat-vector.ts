import { Type } from '../typebox-builders.js';
import { ok, defineLayer, onlyInput, layerError } from './define-layer.js';
import { shapeText } from '../tensor-shape.js';

export const repeatVector = defineLayer({
  name: 'RepeatVector',
  summary: 'The same features at every step.',
  args: Type.Object(
    { n: Type.Integer({ minimum: 1, description: 'Number of steps.' }) },
    { additionalProperties: false },
  ),
  main: 'n',
  outputShape(inputs, { n }) {
    const shape = onlyInput(inputs);
    if (shape.length !== 1)
      return layerError(`an input [features] is needed; this one is ${shapeText(shape)}`);
    return ok([n, ...shape]);
  },
  lower: (tf, { n }, name) => tf.layers.repeatVector({ name, n }),
  call(inputs, { n }, _weights, { tf }) {
    const [batch = 1, features = 1] = onlyInput(inputs).shape;
    return tf.tile(tf.reshape(onlyInput(inputs), [batch, 1, features]), [1, n, 1]);
  },
});
