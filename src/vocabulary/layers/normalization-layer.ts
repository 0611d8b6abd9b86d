import { Type } from '../typebox-builders.js';
import { defineLayer, layerError, ok, onlyInput } from './define-layer.js';

const perChannel = (fallback: number, what: string) =>
  Type.Union([Type.Number(), Type.Array(Type.Number(), { minItems: 1 })], {
    default: fallback,
    description: `${what} of the data: one number, or one for each channel.`,
  });

/** The least divisor; keras.config.epsilon. */
const EPSILON = 1e-7;

/** Keras 3's layers/preprocessing/normalization.py, with a mean and a variance that are given. */
export const normalizationLayer = defineLayer({
  name: 'Normalization',
  summary:
    'Subtracts a mean that is given and divides by the square root of a variance that is given; nothing is learned.',
  args: Type.Object(
    {
      mean: perChannel(0, 'Mean'),
      variance: Type.Union(
        [Type.Number({ minimum: 0 }), Type.Array(Type.Number({ minimum: 0 }), { minItems: 1 })],
        { default: 1, description: 'Variance of the data: one number, or one for each channel.' },
      ),
      invert: Type.Boolean({ default: false, description: 'Whether it takes the way back.' }),
    },
    { additionalProperties: false },
  ),
  outputShape(inputs, { mean, variance }) {
    const shape = onlyInput(inputs);
    const channels = shape.at(-1) ?? 1;
    for (const [argument, given] of Object.entries({ mean, variance })) {
      if (Array.isArray(given) && given.length !== channels)
        return layerError(`${given.length} numbers are given for ${channels} channels`, argument);
    }
    return ok(shape);
  },
  lower: () => '',
  call(inputs, { mean, variance, invert }, _weights, { tf }) {
    const x = onlyInput(inputs);
    const numbers = (given: number | readonly number[]) => (typeof given === 'number' ? [given] : given);
    const shift = tf.tensor1d([...numbers(mean)]);
    const spread = tf.tensor1d(numbers(variance).map((one) => Math.max(Math.sqrt(one), EPSILON)));
    return invert ? tf.add(tf.mul(x, spread), shift) : tf.div(tf.sub(x, shift), spread);
  },
});
