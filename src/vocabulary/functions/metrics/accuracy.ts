import { operandPair, defineFunction, tensorParameters } from '../define-function.js';
import { detachTensor } from '../../detach-tensor.js';
import { meanPerExample, perExampleType } from '../losses/index.js';
import { joinWithAnd, functionError, tensorTypeText } from '../type-rules.js';
import { binaryHits, accuracyKindOf, numberHits, oneHotHits } from './hits.js';

/** Keras 3's `accuracy`: the shapes decide which accuracy is meant (trainers/compile_utils.py). */
export const accuracy = defineFunction({
  name: 'accuracy',
  group: 'metric',
  differentiable: [],
  better: 'larger',
  summary:
    'Share of right answers: the largest of the classes, or a yes above one half where there is one number.',
  parameters: tensorParameters('y_true', 'y_pred'),
  output(inputs) {
    const [yTrue, yPred] = operandPair(inputs);
    return accuracyKindOf(yTrue, yPred)
      ? perExampleType(yPred)
      : functionError(
          `\`accuracy\` takes labels [batch, classes] or [batch] and predictions [batch, classes], and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
          undefined,
          'y_pred',
        );
  },
  emit(inputs, _options, context) {
    const { tf } = context;
    const [yTrue, yPred] = operandPair(inputs.map((x) => detachTensor(tf, x)));
    const kind = accuracyKindOf(yTrue, yPred);
    const hits =
      kind === 'binary'
        ? binaryHits(tf, yTrue, yPred, 0.5)
        : kind === 'one-hot'
          ? oneHotHits(tf, yTrue, yPred)
          : numberHits(tf, yTrue, yPred);
    return meanPerExample(hits, context);
  },
});
