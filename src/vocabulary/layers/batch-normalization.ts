import { shiftedMoments } from '../moments.js';
import { Type } from '../schema.js';
import { initializerArgument, initializerOf, trained } from './arguments.js';
import { weight } from './convolution.js';
import { fine, layer, only, refused } from './define.js';
import { betaAndGamma, epsilon, normalized } from './normalize.js';

/**
 * Ioffe and Szegedy 2015; Keras 3's layers/normalization/batch_normalization.py. The features are the last side. By the
 * batch in mode `train`, by the moving averages otherwise: a frozen layer runs in inference mode, as in Keras.
 */
export const batchNormalization = layer({
  name: 'BatchNormalization',
  summary: 'Gives every feature a mean of 0 and a variance of 1, by the batch or by moving averages.',
  args: Type.Object(
    {
      momentum: Type.Number({
        default: 0.99,
        minimum: 0,
        maximum: 1,
        description: 'Share of the moving averages that a step leaves as it is.',
      }),
      epsilon,
      ...betaAndGamma,
      moving_mean_initializer: initializerArgument('zeros', 'the moving mean'),
      moving_variance_initializer: initializerArgument('ones', 'the moving variance'),
    },
    { additionalProperties: false },
  ),
  outputShape(inputs) {
    const shape = only(inputs);
    return shape.length === 0 ? refused('an input with features is needed') : fine(shape);
  },
  weights(inputs, args) {
    const shape = [only(inputs).at(-1) ?? 1];
    const moving = (name: string, how: Parameters<typeof initializerOf>[0]) => ({
      name,
      shape,
      initializer: initializerOf(how),
      trainable: false,
    });
    return [
      ...(args.scale ? [trained('gamma', shape, args.gamma_initializer)] : []),
      ...(args.center ? [trained('beta', shape, args.beta_initializer)] : []),
      moving('moving_mean', args.moving_mean_initializer),
      moving('moving_variance', args.moving_variance_initializer),
    ];
  },
  lower: (tf, { momentum, epsilon, center, scale }, name) =>
    tf.layers.batchNormalization({ name, momentum, epsilon, center, scale }),
  call(inputs, { momentum, epsilon }, weights, { tf, mode, assign }) {
    const x = only(inputs);
    const [mean, variance] = [weight(weights, 'moving_mean'), weight(weights, 'moving_variance')];
    if (mode !== 'train') return normalized(tf, tf.sub(x, mean), variance, epsilon, weights);
    const axes = x.shape.slice(0, -1).map((_, at) => at);
    const batch = shiftedMoments(tf, x, axes);
    const moved = (old: typeof x, now: typeof x) =>
      tf.add(tf.mul(old, momentum), tf.mul(tf.reshape(now, old.shape), 1 - momentum));
    assign('moving_mean', moved(mean, batch.mean));
    assign('moving_variance', moved(variance, batch.variance));
    return normalized(tf, batch.shifted, batch.variance, epsilon, weights, batch.rest);
  },
});
