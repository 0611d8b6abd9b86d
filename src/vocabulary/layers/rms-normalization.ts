import { callComposite } from '../composite.js';
import { Type } from '../typebox-builders.js';
import { initializerArgument, trainableWeight } from './arguments.js';
import { ok, defineLayer, onlyInput, layerError } from './define-layer.js';

/** Zhang, Sennrich 2019; over the last axis, as in Keras 3's layers/normalization/rms_normalization.py. */
export const rmsNormalization = defineLayer({
  name: 'RMSNormalization',
  summary: 'Gives the features of every example a mean square of 1, and each a learned factor.',
  args: Type.Object(
    {
      epsilon: Type.Number({
        default: 1e-6,
        exclusiveMinimum: 0,
        description: 'Added to the mean square, so that nothing is divided by 0.',
      }),
      scale_initializer: initializerArgument('ones', 'the factor'),
    },
    { additionalProperties: false },
  ),
  outputShape(inputs) {
    const shape = onlyInput(inputs);
    return shape.length === 0 ? layerError('an input with features is needed') : ok(shape);
  },
  weights: (inputs, { scale_initializer }) => [
    trainableWeight('scale', [onlyInput(inputs).at(-1) ?? 1], scale_initializer),
  ],
  lower: () => '',
  call(inputs, { epsilon }, { scale }, { tf }) {
    const [y] = callComposite(tf, {
      kernel: 'RmsNorm',
      inputs: { x: onlyInput(inputs), scale },
      attrs: { epsilon },
      outputs: ['y'],
      definition({ x, scale: factor }) {
        const square = tf.mean(tf.square(x!), -1, true);
        return [tf.mul(tf.mul(x!, tf.rsqrt(tf.add(square, epsilon))), factor!)];
      },
      gradient: { kernel: 'RmsNormGrad', of: ['x', 'scale'] },
    });
    return y!;
  },
});
