import { Type } from '../typebox-builders.js';
import { initializerArgument, trainableWeight } from './arguments.js';
import { requiredWeight } from './convolution-arguments.js';
import { ok, defineLayer, onlyInput, layerError } from './define-layer.js';
import { shapeText } from '../tensor-shape.js';

/** He et al. 2015. */
export const prelu = defineLayer({
  name: 'PReLU',
  summary: 'Numbers below 0 are multiplied by factors that are learned, others stay.',
  args: Type.Object(
    {
      alpha_initializer: initializerArgument('zeros', 'the factors'),
      shared_axes: Type.Array(Type.Integer({ minimum: 1 }), {
        default: [],
        description: 'Sides along which a factor is shared, counted from 1: [1, 2] has one for each channel.',
      }),
    },
    { additionalProperties: false },
  ),
  outputShape(inputs, { shared_axes }) {
    const shape = onlyInput(inputs);
    const outside = shared_axes.find((axis) => axis > shape.length);
    if (outside !== undefined) return layerError(`${shapeText(shape)} has no side ${outside}`, 'shared_axes');
    return ok(shape);
  },
  weights: (inputs, { alpha_initializer, shared_axes }) => [
    trainableWeight(
      'alpha',
      onlyInput(inputs).map((side, at) => (shared_axes.includes(at + 1) ? 1 : side)),
      alpha_initializer,
    ),
  ],
  lower: (tf, { shared_axes }, name) =>
    tf.layers.prelu({
      name,
      alphaInitializer: 'zeros',
      ...(shared_axes.length > 0 ? { sharedAxes: shared_axes } : {}),
    }),
  /** As in Keras, where the gradient at 0 is 0; tfjs's own kernel has alpha there. */
  call(inputs, _args, weights, { tf }) {
    const x = onlyInput(inputs);
    return tf.sub(tf.relu(x), tf.mul(tf.relu(tf.neg(x)), requiredWeight(weights, 'alpha')));
  },
});
