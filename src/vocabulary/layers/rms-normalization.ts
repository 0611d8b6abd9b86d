import { callComposite } from '../composite.js';
import { Type } from '../typebox-builders.js';
import { initializerArgument, trainableWeight } from './arguments.js';
import { defineLayer, onlyInput } from './define-layer.js';
import { featureAxesArgument, featureShape, shapeWithFeatures, withFeaturesLast } from './feature-axes.js';

/** Zhang, Sennrich 2019; Keras 3's layers/normalization/rms_normalization.py. */
export const rmsNormalization = defineLayer({
  name: 'RMSNormalization',
  summary: 'Gives the features of every example a mean square of 1, and each a learned factor.',
  args: Type.Object(
    {
      axis: featureAxesArgument,
      epsilon: Type.Number({
        default: 1e-6,
        exclusiveMinimum: 0,
        description: 'Added to the mean square, so that nothing is divided by 0.',
      }),
      scale_initializer: initializerArgument('ones', 'the factor'),
    },
    { additionalProperties: false },
  ),
  outputShape: shapeWithFeatures,
  weights: (inputs, { axis, scale_initializer }) => [
    trainableWeight('scale', featureShape(onlyInput(inputs), axis), scale_initializer),
  ],
  lower: () => '',
  call: (inputs, { axis, epsilon }, weights, { tf }) =>
    withFeaturesLast(tf, onlyInput(inputs), axis, weights, (features, { scale }) => {
      const [y] = callComposite(tf, {
        kernel: 'RmsNorm',
        inputs: { x: features, scale },
        attrs: { epsilon },
        outputs: ['y'],
        definition({ x, scale: factor }) {
          const square = tf.mean(tf.square(x!), -1, true);
          return [tf.mul(tf.mul(x!, tf.rsqrt(tf.add(square, epsilon))), factor!)];
        },
        gradient: { kernel: 'RmsNormGrad', of: ['x', 'scale'] },
      });
      return y!;
    }),
});
