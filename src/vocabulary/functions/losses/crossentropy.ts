/** Shared by the crossentropies. */
import { callComposite } from '../../composite.js';
import { Type } from '../../typebox-builders.js';
import { equalShapes } from '../../tensor-shape.js';
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
function binaryCrossentropyDefinition(tf: TfCore, target: Tensor, logits: Tensor): Tensor {
  const vanishing = tf.softplus(tf.minimum(logits, tf.neg(logits)));
  return tf.add(vanishing, tf.sub(tf.relu(logits), tf.mul(logits, target)));
}

/** The same, recorded as one call. The target may be a number. */
export function binaryCrossentropyFromLogits(tf: TfCore, target: Tensor, logits: Tensor): Tensor {
  if (target.rank !== 0 && !equalShapes(target.shape, logits.shape))
    return binaryCrossentropyDefinition(tf, target, logits);
  return callComposite(tf, {
    kernel: 'SigmoidCrossEntropyWithLogits',
    inputs: { logits, labels: target },
    outputs: ['loss'],
    definition: (given) => [binaryCrossentropyDefinition(tf, given.labels!, given.logits!)],
    gradient: { kernel: 'SigmoidCrossEntropyWithLogitsGrad', of: ['logits', 'labels'] },
  })[0]!;
}

/**
 * The logarithm of a probability with known logits: accurate, with its gradient, however close the probability is to
 * 0 or 1.
 */
export const logProbability = (tf: TfCore, known: ProbabilityOrigin): Tensor =>
  known.kind === 'softmax' ? known.log() : tf.neg(tf.softplus(tf.neg(known.logits())));

/**
 * Crossentropy of targets with classes along the last axis, whose logits are given: minus the sum of the targets times the
 * logarithms of the softmax. It is recorded as one call, with what its gradient is times the slope (`backprop`).
 */
function crossentropyFromLogits(tf: TfCore, target: Tensor, logits: Tensor): Tensor {
  return callComposite(tf, {
    kernel: 'SoftmaxCrossEntropyWithLogits',
    inputs: { features: logits, labels: target },
    outputs: ['loss', 'backprop'],
    definition({ features, labels }) {
      const logs = logSoftmax(tf, features!);
      const backprop = tf.sub(tf.mul(tf.exp(logs), tf.sum(labels!, -1, true)), labels!);
      return [tf.neg(tf.sum(tf.mul(labels!, logs), -1)), backprop];
    },
    gradient: {
      kernel: 'SoftmaxCrossEntropyWithLogitsGrad',
      of: ['features', 'labels'],
      given: ['features', 'labels', 'backprop'],
    },
  })[0]!;
}

/**
 * Crossentropy of targets with probabilities of classes along the last axis, one number for each vector. As in Keras on
 * TensorFlow, the logits behind a softmax are used if there are any.
 *
 * @param fallback as in `classLogProbabilities`
 */
export function classCrossentropy(
  context: FunctionContext,
  target: Tensor,
  predicted: Tensor,
  isLogits: boolean,
  fallback: (p: Tensor) => Tensor,
): Tensor {
  const { tf, probability } = context;
  const known = probability?.(predicted);
  const logits = known?.kind === 'softmax' ? known.logits : isLogits ? predicted : undefined;
  if (logits && equalShapes(logits.shape, target.shape)) return crossentropyFromLogits(tf, target, logits);
  const logs = classLogProbabilities(context, predicted, isLogits, fallback);
  return tf.neg(tf.sum(tf.mul(target, logs), -1));
}

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
