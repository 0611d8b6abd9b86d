import { Type } from '../schema.js';
import { initializerArgument, trained } from './arguments.js';
import { weight } from './convolution.js';
import { fine, layer, only, refused, said } from './define.js';

/** He et al. 2015. */
export const prelu = layer({
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
    const shape = only(inputs);
    const outside = shared_axes.find((axis) => axis > shape.length);
    if (outside !== undefined) return refused(`${said(shape)} has no side ${outside}`, 'shared_axes');
    return fine(shape);
  },
  weights: (inputs, { alpha_initializer, shared_axes }) => [
    trained(
      'alpha',
      only(inputs).map((side, at) => (shared_axes.includes(at + 1) ? 1 : side)),
      alpha_initializer,
    ),
  ],
  lower: (tf, { shared_axes }, name) =>
    tf.layers.prelu({
      name,
      alphaInitializer: 'zeros',
      ...(shared_axes.length > 0 ? { sharedAxes: shared_axes } : {}),
    }),
  /** As Keras has it, with a slope of 0 at 0, where tfjs's own kernel has alpha. */
  call(inputs, _args, weights, { tf }) {
    const x = only(inputs);
    return tf.sub(tf.relu(x), tf.mul(tf.relu(tf.neg(x)), weight(weights, 'alpha')));
  },
});
