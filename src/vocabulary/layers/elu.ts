import { Type } from '../typebox-builders.js';
import { defineLayer, ok, onlyInput } from './define-layer.js';

/** Clevert et al. 2015; Keras 3's layers/activations/elu.py. */
export const eluLayer = defineLayer({
  name: 'ELU',
  summary: 'Numbers below 0 become alpha * (exp(x) - 1), others stay.',
  args: Type.Object(
    {
      alpha: Type.Number({
        default: 1,
        minimum: 0,
        description: 'What numbers far below 0 become, without its sign.',
      }),
    },
    { additionalProperties: false },
  ),
  main: 'alpha',
  outputShape: (inputs) => ok(onlyInput(inputs)),
  // The layer of tfjs computes none but an alpha of 1.
  lower: (tf, { alpha }, name) => (alpha === 1 ? tf.layers.elu({ name }) : 'with an alpha'),
  call(inputs, { alpha }, _weights, { tf }) {
    const x = onlyInput(inputs);
    if (alpha === 1) return tf.elu(x);
    // At a tie, minimum sends the whole gradient to its first operand.
    return tf.add(tf.relu(x), tf.mul(tf.expm1(tf.minimum(x, 0)), alpha));
  },
});
