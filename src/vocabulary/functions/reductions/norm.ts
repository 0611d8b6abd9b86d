import { Type } from '../../typebox-builders.js';
import { rootWithSlope } from '../../root-with-slope.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { toFloat32 } from '../type-rules.js';
import { axesOf, reducedType, reductionOptions } from './reduced-axes.js';

export const norm = defineFunction({
  name: 'norm',
  group: 'reduction',
  summary: 'The length of vectors, whose gradient is 0 where the length is.',
  parameters: tensorParameters('x'),
  options: Type.Object(
    {
      ord: Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal('inf')], {
        default: 2,
        description:
          'Sum of the absolute values (1), root of the sum of squares (2), largest absolute value (inf).',
      }),
      ...reductionOptions,
    },
    { additionalProperties: false },
  ),
  output: (inputs, given) => reducedType('norm', operandAt(inputs), given),
  emit(inputs, given, { tf, shape }) {
    const x = toFloat32(tf, operandAt(inputs));
    const axes = axesOf(x, given, shape);
    const keep = given.keepdims;
    if (axes.length === 0) return tf.abs(x);
    if (given.ord === 2) return rootWithSlope(tf, tf.sum(tf.square(x), axes, keep));
    return given.ord === 1 ? tf.sum(tf.abs(x), axes, keep) : tf.max(tf.abs(x), axes, keep);
  },
});
