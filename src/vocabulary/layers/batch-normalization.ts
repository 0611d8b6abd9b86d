import { callComposite } from '../composite.js';
import { shiftedMoments } from '../moments.js';
import { Type } from '../typebox-builders.js';
import { initializerArgument, resolveInitializer, trainableWeight } from './arguments.js';
import { requiredWeight } from './convolution-arguments.js';
import { defineLayer, onlyInput } from './define-layer.js';
import {
  featureAxisArgument,
  featureShape,
  isLastAxis,
  shapeWithFeatures,
  withFeaturesLast,
} from './feature-axes.js';
import { betaAndGammaArguments, varianceEpsilonArgument, scaleAndShiftNormalized } from './normalization.js';

/**
 * Ioffe and Szegedy 2015; Keras 3's layers/normalization/batch_normalization.py, over one axis. Mode `train`
 * uses the statistics of the batch, other modes the moving averages: as in Keras, a frozen layer runs in inference
 * mode.
 */
export const batchNormalization = defineLayer({
  name: 'BatchNormalization',
  summary: 'Gives every feature a mean of 0 and a variance of 1, by the batch or by moving averages.',
  args: Type.Object(
    {
      axis: featureAxisArgument,
      momentum: Type.Number({
        default: 0.99,
        minimum: 0,
        maximum: 1,
        description: 'Share of the moving averages that a step leaves as it is.',
      }),
      epsilon: varianceEpsilonArgument,
      ...betaAndGammaArguments,
      moving_mean_initializer: initializerArgument('zeros', 'the moving mean'),
      moving_variance_initializer: initializerArgument('ones', 'the moving variance'),
    },
    { additionalProperties: false },
  ),
  outputShape: shapeWithFeatures,
  weights(inputs, args) {
    const shape = featureShape(onlyInput(inputs), args.axis);
    const moving = (name: string, how: Parameters<typeof resolveInitializer>[0]) => ({
      name,
      shape,
      initializer: resolveInitializer(how),
      trainable: false,
    });
    return [
      ...(args.scale ? [trainableWeight('gamma', shape, args.gamma_initializer)] : []),
      ...(args.center ? [trainableWeight('beta', shape, args.beta_initializer)] : []),
      moving('moving_mean', args.moving_mean_initializer),
      moving('moving_variance', args.moving_variance_initializer),
    ];
  },
  // tfjs's layer is wrong along other axes.
  lower: (tf, { axis, momentum, epsilon, center, scale }, name) =>
    isLastAxis(axis)
      ? tf.layers.batchNormalization({ name, momentum, epsilon, center, scale })
      : 'with an axis',
  call: (inputs, { axis, momentum, epsilon }, ofLayer, { tf, mode, assign }) =>
    withFeaturesLast(tf, onlyInput(inputs), axis, ofLayer, (x, weights) => {
      const [mean, variance] = [
        requiredWeight(weights, 'moving_mean'),
        requiredWeight(weights, 'moving_variance'),
      ];
      if (mode !== 'train') return scaleAndShiftNormalized(tf, tf.sub(x, mean), variance, epsilon, weights);
      const axes = x.shape.slice(0, -1).map((_, at) => at);
      const [y, batchMean, batchVariance] = callComposite(tf, {
        kernel: 'FusedBatchNormV3',
        inputs: { x, scale: weights.gamma, offset: weights.beta },
        attrs: { epsilon },
        outputs: ['y', 'batch_mean', 'batch_variance'],
        definition(given) {
          const batch = shiftedMoments(tf, given.x!, axes);
          const own = { gamma: given.scale, beta: given.offset };
          return [
            scaleAndShiftNormalized(tf, batch.shifted, batch.variance, epsilon, own, batch.rest),
            tf.reshape(batch.mean, mean.shape),
            tf.reshape(batch.variance, variance.shape),
          ];
        },
        gradient: {
          kernel: 'FusedBatchNormGradV3',
          of: ['x', 'scale', 'offset'],
          given: ['x', 'scale', 'batch_mean', 'batch_variance'],
        },
      });
      const movingAverage = (old: typeof x, now: typeof x) =>
        tf.add(tf.mul(old, momentum), tf.mul(now, 1 - momentum));
      assign('moving_mean', movingAverage(mean, batchMean!));
      assign('moving_variance', movingAverage(variance, batchVariance!));
      return y!;
    }),
});
