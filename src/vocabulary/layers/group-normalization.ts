import { callComposite } from '../composite.js';
import { centredMoments } from '../moments.js';
import { Type } from '../typebox-builders.js';
import { trainableWeight } from './arguments.js';
import { ok, defineLayer, onlyInput, layerError } from './define-layer.js';
import { featureAxes, featureAxisArgument, featureShape, withFeaturesLast } from './feature-axes.js';
import { betaAndGammaArguments, varianceEpsilonArgument } from './normalization.js';

/** Wu, He 2018; Keras 3's layers/normalization/group_normalization.py. */
export const groupNormalization = defineLayer({
  name: 'GroupNormalization',
  summary: 'Gives every group of channels of an example a mean of 0 and a variance of 1.',
  args: Type.Object(
    {
      groups: Type.Integer({
        default: 32,
        minimum: -1,
        description:
          'Number of groups, of channels side by side; -1: each channel is one (instance normalization).',
      }),
      axis: featureAxisArgument,
      epsilon: varianceEpsilonArgument,
      ...betaAndGammaArguments,
    },
    { additionalProperties: false },
  ),
  main: 'groups',
  outputShape(inputs, { groups, axis }) {
    const shape = onlyInput(inputs);
    const axes = featureAxes(shape, axis);
    if (!axes.ok) return axes;
    const [channels = 1] = featureShape(shape, axis);
    if (groups === 0 || (groups > 0 && channels % groups !== 0))
      return layerError(`${channels} channels can't be divided into ${groups} groups`, 'groups');
    return ok(shape);
  },
  weights(inputs, args) {
    const shape = featureShape(onlyInput(inputs), args.axis);
    return [
      ...(args.scale ? [trainableWeight('gamma', shape, args.gamma_initializer)] : []),
      ...(args.center ? [trainableWeight('beta', shape, args.beta_initializer)] : []),
    ];
  },
  lower: () => '',
  call: (inputs, { groups, axis, epsilon }, weights, { tf }) =>
    withFeaturesLast(tf, onlyInput(inputs), axis, weights, (x, { gamma, beta }) => {
      const channels = x.shape.at(-1) ?? 1;
      const count = groups === -1 ? channels : groups;
      const [batch = 1, ...sides] = x.shape.slice(0, -1);
      const places = sides.reduce((product, side) => product * side, 1);
      const [y] = callComposite(tf, {
        kernel: 'GroupNorm',
        inputs: { x, scale: gamma, offset: beta },
        attrs: { groups: count, epsilon },
        outputs: ['y', 'mean', 'variance'],
        definition(given) {
          // [batch, places, groups, channels of a group]
          const grouped = tf.reshape(given.x!, [batch, places, count, channels / count]);
          const { mean, centred, variance } = centredMoments(tf, grouped, [1, 3]);
          const normal = tf.reshape(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon))), x.shape);
          const scaled = given.scale ? tf.mul(normal, given.scale) : normal;
          return [
            given.offset ? tf.add(scaled, given.offset) : scaled,
            tf.reshape(mean, [batch, count]),
            tf.reshape(variance, [batch, count]),
          ];
        },
        gradient: {
          kernel: 'GroupNormGrad',
          of: ['x', 'scale', 'offset'],
          given: ['x', 'scale', 'mean', 'variance'],
        },
      });
      return y!;
    }),
});
