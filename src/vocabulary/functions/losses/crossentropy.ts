/** Shared by the crossentropies. */
import { Type } from '../../typebox-builders.js';
import { logSoftmax } from '../../log-softmax.js';
import type { FunctionContext, ProbabilityOrigin, Tensor, TfCore } from '../../definition-types.js';

export const fromLogitsOption = Type.Boolean({
  default: false,
  description:
    'Whether predictions are logits, any numbers, and not probabilities. Those of a softmax or a sigmoid in the graph are computed from its logits without it.',
});

export const labelSmoothingOption = Type.Number({
  default: 0,
  minimum: 0,
  maximum: 1,
  description: 'Share of each label that is spread evenly over all classes.',
});

/**
 * Binary crossentropy of targets (0 to 1) with logits; its gradient is sigmoid(logits) - target everywhere.
 * `softplus(logits) - logits * target`, arranged so that no cancellation occurs for correct positives: the vanishing
 * term softplus(-|logits|) comes first, so that its gradient is added last; -|x| is a minimum so that it has a
 * gradient at 0.
 */
export function binaryCrossentropyFromLogits(tf: TfCore, target: Tensor, logits: Tensor): Tensor {
  const vanishing = tf.softplus(tf.minimum(logits, tf.neg(logits)));
  return tf.add(vanishing, tf.sub(tf.relu(logits), tf.mul(logits, target)));
}

/**
 * The logarithm of a probability with known logits: accurate, with its gradient, however close the probability is to
 * 0 or 1.
 */
export const logProbability = (tf: TfCore, known: ProbabilityOrigin): Tensor =>
  known.kind === 'softmax' ? known.log() : tf.neg(tf.softplus(tf.neg(known.logits())));

/**
 * Logarithms of class probabilities that sum to 1 along the last axis. As in Keras on TensorFlow, the logits behind a
 * softmax are used if there are any, even if predictions are declared to be logits and are not.
 *
 * @param fallback the logarithms if the origin of the probabilities is unknown
 */
export function classLogProbabilities(
  { tf, probability }: FunctionContext,
  predicted: Tensor,
  isLogits: boolean,
  fallback: (p: Tensor) => Tensor,
): Tensor {
  const known = probability?.(predicted);
  if (known?.kind === 'softmax' && known.normalized) return known.log();
  if (isLogits) return logSoftmax(tf, predicted);
  return known ? logSoftmax(tf, logProbability(tf, known)) : fallback(predicted);
}
