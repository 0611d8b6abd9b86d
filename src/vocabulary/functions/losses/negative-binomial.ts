import type { Tensor } from '../../definition-types.js';
import { logGamma } from '../../log-gamma.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import {
  broadcastResultShape,
  functionError,
  joinWithAnd,
  tensorTypeText,
  toFloat32,
} from '../type-rules.js';
import { equalShapes } from '../../tensor-shape.js';
import { meanPerExample, perExampleType } from './define-loss.js';

/** As in Lopez et al. 2018 (scVI), whose epsilon this is. */
const EPSILON = 1e-8;

/** The negative logarithm of the probability, with variance mean + mean^2 / dispersion. */
export const negativeBinomial = defineFunction({
  name: 'negative_binomial',
  group: 'loss',
  better: 'smaller',
  summary:
    'How well expected counts and their inverse dispersion tell counts that came, which vary more than those of poisson.',
  parameters: tensorParameters('y_true', 'mean', 'dispersion'),
  output(inputs) {
    const [yTrue, mean] = [operandAt(inputs), operandAt(inputs, 1)];
    const shape = broadcastResultShape('negative_binomial', inputs);
    return equalShapes(yTrue.shape, mean.shape) && shape.ok && equalShapes(shape.value, mean.shape)
      ? perExampleType(mean)
      : functionError(
          `\`negative_binomial\` takes counts and means of one shape and a dispersion that fits them, and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
          undefined,
          'mean',
        );
  },
  emit(inputs, _options, context) {
    const { tf } = context;
    const [y, mean, r] = inputs.map((x) => toFloat32(tf, x)) as [Tensor, Tensor, Tensor];
    const logBoth = tf.log(tf.add(tf.add(r, mean), EPSILON));
    const log = (x: Tensor) => tf.log(tf.add(x, EPSILON));
    const likelihood = tf.add(
      tf.add(tf.mul(r, tf.sub(log(r), logBoth)), tf.mul(y, tf.sub(log(mean), logBoth))),
      tf.sub(tf.sub(logGamma(tf, tf.add(y, r)), logGamma(tf, r)), logGamma(tf, tf.add(y, 1))),
    );
    return tf.neg(meanPerExample(likelihood, context));
  },
});
