import { logSoftmax } from '../../log-softmax.js';
import { Type } from '../../typebox-builders.js';
import { operandPair, defineFunction, tensorParameters } from '../define-function.js';
import { toFloat32 } from '../type-rules.js';
import { classLabelsOutputType, oneHotLabels } from './class-labels.js';
import { classCrossentropy, fromLogitsOption } from './crossentropy.js';
import { clipProbabilities, meanPerExample } from './define-loss.js';

/**
 * Keras 3: losses/losses.py, backend/tensorflow/nn.py, which accepts only class numbers; here one-hot labels are
 * converted to class numbers.
 */
export const sparseCategoricalCrossentropy = defineFunction({
  name: 'sparse_categorical_crossentropy',
  group: 'loss',
  better: 'smaller',
  summary: 'How far the probabilities of classes are from labels that are class numbers (or one-hot).',
  parameters: tensorParameters('y_true', 'y_pred'),
  options: Type.Object({ from_logits: fromLogitsOption }, { additionalProperties: false }),
  output: (inputs) => classLabelsOutputType('sparse_categorical_crossentropy', inputs),
  emit(inputs, { from_logits }, context) {
    const { tf } = context;
    const [yTrue, yPred] = operandPair(inputs);
    const target = oneHotLabels(tf, yTrue, yPred);
    // Keras clips probabilities and uses their logarithms as logits.
    const each = classCrossentropy(context, target, toFloat32(tf, yPred), from_logits, (p) =>
      logSoftmax(tf, tf.log(clipProbabilities(tf, p))),
    );
    return meanPerExample(each, context);
  },
});
