/** How two series of numbers go together: one value per example, along the last axis. */
import type { FunctionDefinition, Tensor, TfCore } from '../../definition-types.js';
import { defineFunction, operandPair, tensorParameters } from '../define-function.js';
import { EPSILON, meanPerExample, vectorPairOutputType } from '../losses/index.js';
import { toFloat32 } from '../type-rules.js';

interface Spread {
  mean: Tensor;
  /** Less the mean. */
  rest: Tensor;
  variance: Tensor;
}

function spreadOf(tf: TfCore, x: Tensor): Spread {
  const mean = tf.mean(x, -1, true);
  const rest = tf.sub(x, mean);
  return { mean, rest, variance: tf.mean(tf.square(rest), -1, true) };
}

const defineCorrelation = (
  name: string,
  summary: string,
  divisor: (tf: TfCore, a: Spread, b: Spread) => Tensor,
): FunctionDefinition =>
  defineFunction({
    name,
    group: 'metric',
    better: 'larger',
    summary,
    parameters: tensorParameters('y_true', 'y_pred'),
    output: (inputs) => vectorPairOutputType(name, inputs),
    emit(inputs, _options, context) {
      const { tf } = context;
      const [a, b] = operandPair(inputs).map((x) => spreadOf(tf, toFloat32(tf, x))) as [Spread, Spread];
      const together = tf.mean(tf.mul(a.rest, b.rest), -1);
      return meanPerExample(tf.div(together, tf.squeeze(divisor(tf, a, b), [-1])), context);
    },
  });

/** Keras 3's metrics/correlation_metrics.py. */
export const correlationFunctions = [
  defineCorrelation(
    'pearson_correlation',
    'How nearly one series of numbers is a line of the other, along the last axis: 1 exactly, 0 not at all, -1 a falling one.',
    (tf, a, b) => tf.mul(tf.sqrt(a.variance), tf.sqrt(b.variance)),
  ),
  defineCorrelation(
    'concordance_correlation',
    'How nearly two series of numbers are the same, along the last axis: 1 exactly, 0 not at all.',
    (tf, a, b) => {
      const apart = tf.square(tf.sub(a.mean, b.mean));
      return tf.mul(tf.add(tf.add(tf.add(a.variance, b.variance), apart), EPSILON), 0.5);
    },
  ),
];
