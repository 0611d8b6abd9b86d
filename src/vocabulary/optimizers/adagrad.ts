import { Type } from '../typebox-builders.js';
import {
  optimizerEpsilonArgument,
  learningRateArgument,
  defineOptimizer,
  requiredSlot,
} from './define-optimizer.js';

/** keras/src/optimizers/adagrad.py (Duchi 2011) */
export const adagrad = defineOptimizer({
  name: 'Adagrad',
  summary: 'Smaller steps for weights that moved much (Duchi 2011).',
  args: Type.Object(
    {
      learning_rate: learningRateArgument(0.001),
      initial_accumulator_value: Type.Number({
        default: 0.1,
        minimum: 0,
        description: 'What the sum of squared gradients starts at.',
      }),
      epsilon: optimizerEpsilonArgument,
    },
    { additionalProperties: false },
  ),
  slots: ({ initial_accumulator_value: start }) => [{ name: 'accumulator', start }],
  update(tf, { epsilon: small }, at) {
    const { weight, gradient, learningRate: rate } = at;
    const accumulator = tf.add(requiredSlot(at, 'accumulator'), tf.square(gradient));
    const step = tf.div(tf.mul(gradient, rate), tf.sqrt(tf.add(accumulator, small)));
    return { weight: tf.sub(weight, step), slots: { accumulator } };
  },
});
