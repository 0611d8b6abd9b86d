import { Type } from '../typebox-builders.js';
import { defineOptimizer, learningRateArgument, requiredSlot } from './define-optimizer.js';

const strength = (description: string) => Type.Number({ default: 0, minimum: 0, description });

/** keras/src/optimizers/ftrl.py (McMahan 2013) */
export const ftrl = defineOptimizer({
  name: 'Ftrl',
  summary: 'Follows the regularized leader: sparse weights for sparse data (McMahan 2013).',
  args: Type.Object(
    {
      learning_rate: learningRateArgument(0.001),
      learning_rate_power: Type.Number({
        default: -0.5,
        maximum: 0,
        description: 'How the rate falls with the sum of squared gradients; 0: not at all.',
      }),
      initial_accumulator_value: Type.Number({
        default: 0.1,
        minimum: 0,
        description: 'What the sum of squared gradients starts at.',
      }),
      l1_regularization_strength: strength('How strongly weights are drawn to exactly 0.'),
      l2_regularization_strength: strength('How strongly weights are drawn towards 0.'),
      l2_shrinkage_regularization_strength: strength('The same on the gradient alone.'),
      beta: Type.Number({ default: 0, minimum: 0, description: "The paper's beta." }),
    },
    { additionalProperties: false },
  ),
  slots: ({ initial_accumulator_value: start }) => [
    { name: 'accumulator', start },
    { name: 'linear', start: 0 },
  ],
  update(tf, args, at) {
    const { weight, gradient, learningRate: rate } = at;
    const { l1_regularization_strength: l1, l2_shrinkage_regularization_strength: shrinkage } = args;
    const power = tf.scalar(-args.learning_rate_power);
    const before = requiredSlot(at, 'accumulator');
    const accumulator = tf.add(before, tf.square(gradient));
    const raised = tf.pow(accumulator, power);
    const shrunk = shrinkage === 0 ? gradient : tf.add(gradient, tf.mul(weight, 2 * shrinkage));
    const moved = tf.mul(tf.div(tf.sub(raised, tf.pow(before, power)), rate), weight);
    const linear = tf.add(requiredSlot(at, 'linear'), tf.sub(shrunk, moved));
    const l2 = tf.add(tf.div(args.beta, rate), 2 * args.l2_regularization_strength);
    const quadratic = tf.add(tf.div(raised, rate), l2);
    const kept = tf.sub(tf.clipByValue(linear, -l1, l1), linear);
    return { weight: tf.div(kept, quadratic), slots: { accumulator, linear } };
  },
});
