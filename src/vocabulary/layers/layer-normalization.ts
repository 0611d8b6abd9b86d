import { callComposite } from '../composite.js';
import { centredMoments } from '../moments.js';
import { Type } from '../typebox-builders.js';
import { trainableWeight } from './arguments.js';
import { defineLayer, onlyInput } from './define-layer.js';
import { featureAxesArgument, featureShape, shapeWithFeatures, withFeaturesLast } from './feature-axes.js';
import { betaAndGammaArguments, varianceEpsilonArgument, scaleAndShiftNormalized } from './normalization.js';

/** Ba et al. 2016; Keras 3's layers/normalization/layer_normalization.py. */
export const layerNormalization = defineLayer({
  name: 'LayerNormalization',
  summary: 'Gives the features of every example a mean of 0 and a variance of 1.',
  args: Type.Object(
    { axis: featureAxesArgument, epsilon: varianceEpsilonArgument, ...betaAndGammaArguments },
    { additionalProperties: false },
  ),
  outputShape: shapeWithFeatures,
  weights(inputs, args) {
    const shape = featureShape(onlyInput(inputs), args.axis);
    return [
      ...(args.scale ? [trainableWeight('gamma', shape, args.gamma_initializer)] : []),
      ...(args.center ? [trainableWeight('beta', shape, args.beta_initializer)] : []),
    ];
  },
  lower: (tf, { axis, epsilon, center, scale }, name) =>
    tf.layers.layerNormalization({
      name,
      // tfjs's weights have the sides in the order of the axes, Keras's in theirs.
      axis: Array.isArray(axis) ? [...axis].sort((a, b) => a - b) : axis,
      epsilon,
      center,
      scale,
    }),
  call: (inputs, { axis, epsilon }, ofLayer, { tf }) =>
    withFeaturesLast(tf, onlyInput(inputs), axis, ofLayer, (features, weights) => {
      const [y] = callComposite(tf, {
        kernel: 'LayerNorm',
        inputs: { x: features, scale: weights.gamma, offset: weights.beta },
        attrs: { epsilon },
        outputs: ['y', 'mean', 'variance'],
        definition({ x, scale, offset }) {
          const { mean, centred, variance } = centredMoments(tf, x!, [x!.rank - 1]);
          const own = { gamma: scale, beta: offset };
          const outer = x!.shape.slice(0, -1);
          return [
            scaleAndShiftNormalized(tf, centred, variance, epsilon, own),
            tf.reshape(mean, outer),
            tf.reshape(variance, outer),
          ];
        },
        gradient: {
          kernel: 'LayerNormGrad',
          of: ['x', 'scale', 'offset'],
          given: ['x', 'scale', 'mean', 'variance'],
        },
      });
      return y!;
    }),
});
