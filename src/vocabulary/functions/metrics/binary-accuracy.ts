import { Type } from '../../typebox-builders.js';
import { operandPair, defineFunction, tensorParameters } from '../define-function.js';
import { detachTensor } from '../../detach-tensor.js';
import { meanPerExample, perExampleType, sameRankOperandType } from '../losses/index.js';
import { binaryHits } from './hits.js';

/** Keras 3: metrics/accuracy_metrics.py. */
export const binaryAccuracy = defineFunction({
  name: 'binary_accuracy',
  group: 'metric',
  differentiable: [],
  better: 'larger',
  summary: 'Share of numbers that are on the right side of a threshold.',
  parameters: tensorParameters('y_true', 'y_pred'),
  options: Type.Object(
    { threshold: Type.Number({ default: 0.5, description: 'Above it, a prediction says yes.' }) },
    { additionalProperties: false },
  ),
  output(inputs) {
    const pair = sameRankOperandType('binary_accuracy', inputs);
    return pair.ok ? perExampleType(pair.value) : pair;
  },
  emit(inputs, { threshold }, context) {
    const [yTrue, yPred] = operandPair(inputs.map((x) => detachTensor(context.tf, x)));
    return meanPerExample(binaryHits(context.tf, yTrue, yPred, threshold), context);
  },
});
