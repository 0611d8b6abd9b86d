import { Type } from '../typebox-builders.js';
import { ok, defineLayer, onlyInput } from './define-layer.js';

export const rescaling = defineLayer({
  name: 'Rescaling',
  summary: 'Every number times one number, plus another.',
  args: Type.Object(
    {
      scale: Type.Number({ description: 'The factor.' }),
      offset: Type.Number({ default: 0, description: 'What is added.' }),
    },
    { additionalProperties: false },
  ),
  main: 'scale',
  outputShape: (inputs) => ok(onlyInput(inputs)),
  lower: (tf, { scale, offset }, name) => tf.layers.rescaling({ name, scale, offset }),
  call: (inputs, { scale, offset }, _weights, { tf }) => tf.add(tf.mul(onlyInput(inputs), scale), offset),
});
