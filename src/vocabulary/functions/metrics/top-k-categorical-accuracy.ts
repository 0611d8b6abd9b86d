import { Type } from '../../typebox-builders.js';
import type { FunctionDefinition, RuleResult, Tensor, TensorType, TfCore } from '../../definition-types.js';
import { defineFunction, operandPair, tensorParameters } from '../define-function.js';
import { detachTensor } from '../../detach-tensor.js';
import { toFloat32 } from '../type-rules.js';
import {
  classLabelsOutputType,
  meanPerExample,
  oneHotLabels,
  squeezeToSameRank,
  vectorPairOutputType,
} from '../losses/index.js';

function defineTopK(
  name: string,
  labels: string,
  output: (name: string, inputs: readonly TensorType[]) => RuleResult<TensorType>,
  toOneHot: (tf: TfCore, yTrue: Tensor, yPred: Tensor) => [Tensor, Tensor],
): FunctionDefinition {
  return defineFunction({
    name,
    group: 'metric',
    differentiable: [],
    better: 'larger',
    summary: `Share of examples whose class is among the k largest predictions; labels are ${labels}.`,
    parameters: tensorParameters('y_true', 'y_pred'),
    options: Type.Object(
      { k: Type.Integer({ default: 5, minimum: 1, description: 'How many predictions count.' }) },
      { additionalProperties: false },
    ),
    output: (inputs) => output(name, inputs),
    emit(inputs, { k }, context) {
      const { tf } = context;
      const [yTrue, yPred] = toOneHot(tf, ...operandPair(inputs.map((x) => detachTensor(tf, x))));
      const ofClass = tf.sum(tf.mul(yTrue, yPred), -1, true);
      const above = tf.sum(tf.cast(tf.greater(yPred, ofClass), 'float32'), -1);
      return meanPerExample(tf.cast(tf.less(above, k), 'float32'), context);
    },
  });
}

/** Keras 3: metrics/accuracy_metrics.py. Tied predictions all count as being among the first k, as in TensorFlow. */
export const topKCategoricalAccuracy = defineTopK(
  'top_k_categorical_accuracy',
  'one-hot',
  vectorPairOutputType,
  (tf, ...pair) => squeezeToSameRank(tf, pair),
);

/** Keras 3: metrics/accuracy_metrics.py, which takes class numbers alone. */
export const sparseTopKCategoricalAccuracy = defineTopK(
  'sparse_top_k_categorical_accuracy',
  'class numbers (or one-hot)',
  classLabelsOutputType,
  (tf, yTrue, yPred) => [oneHotLabels(tf, yTrue, yPred), toFloat32(tf, yPred)],
);
