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
      negative_slope: Type.Number({
        default: 0,
        minimum: 0,
        description: 'Factor on how far numbers are below the threshold.',
      }),
      threshold: Type.Number({
        default: 0,
        minimum: 0,
        description: 'Numbers below do not stay as they are.',
      }),
    },
    { additionalProperties: false },
  ),
  main: 'max_value',
  outputShape: (inputs) => ok(onlyInput(inputs)),
  lower(tf, { max_value, negative_slope, threshold }, name) {
    if (negative_slope > 0) return 'with a negative_slope';
    if (threshold > 0) return 'with a threshold';
    return tf.layers.reLU({ name, ...(max_value === null ? {} : { maxValue: max_value }) });
  },
  call(inputs, { max_value, negative_slope, threshold }, _weights, { tf }) {
    if (negative_slope > 0 || threshold > 0) {
      const x = onlyInput(inputs);
      const above = threshold > 0 ? tf.mul(x, tf.cast(tf.greater(x, threshold), 'float32')) : tf.relu(x);
      const bounded = max_value === null ? above : tf.minimum(above, max_value);
      if (negative_slope === 0) return bounded;
      return tf.sub(bounded, tf.mul(tf.relu(tf.sub(threshold, x)), negative_slope));
    }
    if (max_value === null) return tf.relu(onlyInput(inputs));
    return max_value === 6 ? tf.relu6(onlyInput(inputs)) : tf.minimum(tf.relu(onlyInput(inputs)), max_value);
  },
});
