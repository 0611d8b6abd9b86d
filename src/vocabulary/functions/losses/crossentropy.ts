/** What the crossentropies share. */
import { Type } from '../../typebox-builders.js';
import { logSoftmax } from '../../log-softmax.js';
import type { FunctionContext, Probability, Tensor, TfCore } from '../../definition-types.js';

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
 * Crossentropy of probabilities of a yes (0 to 1) with logits: its slope is sigmoid(logits) - target everywhere.
 * `softplus(logits) - logits * target`, written so that nothing cancels where a yes is right: the part that vanishes
 * is softplus(-|logits|). It comes first, so that its slope is added last; -|x| is a minimum for its slope at 0.
 */
export function binaryCrossentropyFromLogits(tf: TfCore, target: Tensor, logits: Tensor): Tensor {
  const vanishing = tf.softplus(tf.minimum(logits, tf.neg(logits)));
  return tf.add(vanishing, tf.sub(tf.relu(logits), tf.mul(logits, target)));
}

/** The logarithm of what is known to be a probability: right, with its gradient, however near to 0 or 1 it is. */
export const logProbability = (tf: TfCore, known: Probability): Tensor =>
  known.kind === 'softmax' ? known.log() : tf.neg(tf.softplus(tf.neg(known.logits())));

/**
 * Logarithms of the probabilities of classes, along the last side, that add up to 1. As in Keras on TensorFlow, logits
 * are gone back to where there are some, also where predictions are said to be logits and are none.
 *
 * @param fallback the logarithms where nothing is known of where the probabilities come from
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
