import { Type } from '../typebox-builders.js';
import type { Tensor } from '../definition-types.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { decayArgument, learningRateArgument, defineOptimizer, requiredSlot } from './define-optimizer.js';

/** keras/src/optimizers/sgd.py */
export const sgd = defineOptimizer({
  name: 'SGD',
  summary: 'Gradient descent, with momentum if asked for.',
  args: Type.Object(
    {
      learning_rate: learningRateArgument(0.01),
      momentum: decayArgument(0, 'Share of the last step that is taken again.'),
      nesterov: Type.Boolean({
        default: false,
        description: 'Look ahead along the momentum (Nesterov 1983).',
      }),
    },
    { additionalProperties: false },
  ),
  slots: ({ momentum }) => (momentum === 0 ? [] : [{ name: 'momentum', start: 0 }]),
  update(tf, { momentum, nesterov }, at) {
    const { weight, gradient, learningRate: rate } = at;
    const step = tf.mul(gradient, rate);
    const slots = nullPrototypeRecord<Tensor>();
    if (momentum === 0) return { weight: tf.sub(weight, step), slots };
    const velocity = tf.sub(tf.mul(requiredSlot(at, 'momentum'), momentum), step);
    const ahead = nesterov ? tf.sub(tf.mul(velocity, momentum), step) : velocity;
    return { weight: tf.add(weight, ahead), slots: { momentum: velocity } };
  },
});
