import { Type } from '../../typebox-builders.js';
import { defineFunction, tensorParameters } from '../define-function.js';
import { detachTensor } from '../../detach-tensor.js';
import { squeezeToSameRank, meanPerExample, vectorPairOutputType } from '../losses/index.js';

/** Keras 3: metrics/accuracy_metrics.py. Tied predictions all count as being among the first k, as in TensorFlow. */
export const topKCategoricalAccuracy = defineFunction({
  name: 'top_k_categorical_accuracy',
  group: 'metric',
  better: 'larger',
  summary: 'Share of examples whose class is among the k largest predictions; labels are one-hot.',
  parameters: tensorParameters('y_true', 'y_pred'),
  options: Type.Object(
    { k: Type.Integer({ default: 5, minimum: 1, description: 'How many predictions count.' }) },
    { additionalProperties: false },
  ),
  output: (inputs) => vectorPairOutputType('top_k_categorical_accuracy', inputs),
  emit(inputs, { k }, context) {
    const { tf } = context;
    const [yTrue, yPred] = squeezeToSameRank(
      tf,
      inputs.map((x) => detachTensor(tf, x)),
    );
    const ofClass = tf.sum(tf.mul(yTrue, yPred), -1, true);
    const above = tf.sum(tf.cast(tf.greater(yPred, ofClass), 'float32'), -1);
    return meanPerExample(tf.cast(tf.less(above, k), 'float32'), context);
  },
});
