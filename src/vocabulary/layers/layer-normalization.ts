import { centredMoments } from '../moments.js';
import { Type } from '../schema.js';
import { trained } from './arguments.js';
import { fine, layer, only, refused } from './define.js';
import { betaAndGamma, epsilon, normalized } from './normalize.js';

/** Ba et al. 2016; over the last side, as Keras 3's layers/normalization/layer_normalization.py does by default. */
export const layerNormalization = layer({
  name: 'LayerNormalization',
  summary: 'Gives the features of every example a mean of 0 and a variance of 1.',
  args: Type.Object({ epsilon, ...betaAndGamma }, { additionalProperties: false }),
  outputShape(inputs) {
    const shape = only(inputs);
    return shape.length === 0 ? refused('an input with features is needed') : fine(shape);
  },
  weights(inputs, args) {
    const shape = [only(inputs).at(-1) ?? 1];
    return [
      ...(args.scale ? [trained('gamma', shape, args.gamma_initializer)] : []),
      ...(args.center ? [trained('beta', shape, args.beta_initializer)] : []),
    ];
  },
  lower: (tf, { epsilon, center, scale }, name) =>
    tf.layers.layerNormalization({ name, epsilon, center, scale }),
  call(inputs, { epsilon }, weights, { tf }) {
    const x = only(inputs);
    const { centred, variance } = centredMoments(tf, x, [x.rank - 1]);
    return normalized(tf, centred, variance, epsilon, weights);
  },
});
