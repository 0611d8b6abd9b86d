import { Type } from '../../typebox-builders.js';
import { operandPair, defineFunction, tensorParameters } from '../define-function.js';
import { toFloat32 } from '../type-rules.js';
import { classLabelsOutputType, oneHotLabels } from './class-labels.js';
import { meanPerExample } from './define-loss.js';

/** Keras 3: losses/losses.py (Zhang and Sabuncu 2018), which takes class numbers alone. */
export const categoricalGeneralizedCrossEntropy = defineFunction({
  name: 'categorical_generalized_cross_entropy',
  group: 'loss',
  better: 'smaller',
  summary: 'A crossentropy that wrong labels disturb less; labels are class numbers or one-hot.',
  parameters: tensorParameters('y_true', 'y_pred'),
  options: Type.Object(
    {
      q: Type.Number({
        default: 0.5,
        exclusiveMinimum: 0,
        exclusiveMaximum: 1,
        description: 'Towards 0 it is the crossentropy, towards 1 the distance from the label.',
      }),
    },
    { additionalProperties: false },
  ),
  output: (inputs) => classLabelsOutputType('categorical_generalized_cross_entropy', inputs),
  emit(inputs, { q }, context) {
    const { tf } = context;
    const [yTrue, yPred] = operandPair(inputs);
    const target = oneHotLabels(tf, yTrue, yPred);
    const known = context.probability?.(yPred);
    if (known?.kind === 'softmax') {
      // p^q = exp(q log p): the slope stays finite where p is rounded to 0.
      const log = tf.sum(tf.mul(target, known.log()), -1);
      return meanPerExample(tf.mul(tf.expm1(tf.mul(log, q)), -1 / q), context);
    }
    const p = tf.sum(tf.mul(target, toFloat32(tf, yPred)), -1);
    return meanPerExample(tf.mul(tf.sub(1, tf.pow(p, tf.scalar(q))), 1 / q), context);
  },
});
