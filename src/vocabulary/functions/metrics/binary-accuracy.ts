import { Type } from '../../schema.js';
import { both, define, tensors } from '../define.js';
import { detached } from '../../detached.js';
import { meanOfExamples, perExample, samePair } from '../losses/index.js';
import { binaryHits } from './hits.js';

/** Keras 3: metrics/accuracy_metrics.py. */
export const binaryAccuracy = define({
  name: 'binary_accuracy',
  group: 'metric',
  better: 'larger',
  summary: 'Share of numbers that are on the right side of a threshold.',
  parameters: tensors('y_true', 'y_pred'),
  options: Type.Object(
    { threshold: Type.Number({ default: 0.5, description: 'Above it, a prediction says yes.' }) },
    { additionalProperties: false },
  ),
  output(inputs) {
    const pair = samePair('binary_accuracy', inputs);
    return pair.ok ? perExample(pair.value) : pair;
  },
  emit(inputs, { threshold }, context) {
    const [yTrue, yPred] = both(inputs.map((x) => detached(context.tf, x)));
    return meanOfExamples(binaryHits(context.tf, yTrue, yPred, threshold), context);
  },
});
