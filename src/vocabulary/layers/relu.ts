import { Type } from '../schema.js';
import { fine, layer, only } from './define.js';

export const relu = layer({
  name: 'ReLU',
  summary: 'Numbers below 0 become 0, others stay.',
  args: Type.Object(
    {
      max_value: Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
        default: null,
        description: 'Numbers above become this; null for no bound.',
      }),
    },
    { additionalProperties: false },
  ),
  main: 'max_value',
  outputShape: (inputs) => fine(only(inputs)),
  lower: (tf, { max_value }, name) =>
    tf.layers.reLU({ name, ...(max_value === null ? {} : { maxValue: max_value }) }),
  call(inputs, { max_value }, _weights, { tf }) {
    if (max_value === null) return tf.relu(only(inputs));
    return max_value === 6 ? tf.relu6(only(inputs)) : tf.minimum(tf.relu(only(inputs)), max_value);
  },
});
