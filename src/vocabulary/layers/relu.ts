import { Type } from '../typebox-builders.js';
import { ok, defineLayer, onlyInput } from './define-layer.js';

export const relu = defineLayer({
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
  outputShape: (inputs) => ok(onlyInput(inputs)),
  lower: (tf, { max_value }, name) =>
    tf.layers.reLU({ name, ...(max_value === null ? {} : { maxValue: max_value }) }),
  call(inputs, { max_value }, _weights, { tf }) {
    if (max_value === null) return tf.relu(onlyInput(inputs));
    return max_value === 6 ? tf.relu6(onlyInput(inputs)) : tf.minimum(tf.relu(onlyInput(inputs)), max_value);
  },
});
