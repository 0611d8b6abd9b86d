import { detachTensor } from '../../detach-tensor.js';
import type { Tensor, TfCore } from '../../definition-types.js';
import { logSoftmax } from '../../log-softmax.js';
import { defineFunction, operandPair, tensorParameters } from '../define-function.js';
import { functionError, hasBatch, joinWithAnd, tensorTypeText, toFloat32 } from '../type-rules.js';
import { perExampleType } from './define-loss.js';

/** Stands for the logarithm of 0. */
const NEVER = -1e9;

/** Each step is recorded by itself. */
const MOST_STEPS = 512;

/** [batch, labels] as [batch, 2 * labels + 1], with a blank before, between and behind. */
function withBlanks(tf: TfCore, labels: Tensor): Tensor {
  const [batch = 1, count = 1] = labels.shape;
  const pairs = tf.reshape(tf.stack([tf.zerosLike(labels), labels], 2), [batch, 2 * count]);
  return tf.concat([pairs, tf.zerosLike(tf.slice(labels, [0, 0], [batch, 1]))], 1);
}

/** The columns moved on by some places, behind columns of NEVER. */
function moved(tf: TfCore, x: Tensor, places: number): Tensor {
  const [batch = 1, columns = 1] = x.shape;
  const before = tf.fill([batch, places], NEVER);
  return tf.concat([before, tf.slice(x, [0, 0], [batch, columns - places])], 1);
}

/** 0 where a condition holds, NEVER elsewhere. */
const allowed = (tf: TfCore, holds: Tensor): Tensor => tf.mul(tf.sub(1, tf.cast(holds, 'float32')), NEVER);

/**
 * Graves et al. 2006; Keras 3: losses/losses.py. The sum over all alignments goes through the steps one by one, in
 * logarithms.
 */
export const ctc = defineFunction({
  name: 'ctc',
  group: 'loss',
  better: 'smaller',
  summary:
    'How improbable a shorter series of class numbers is, over all ways to align it with a longer series of logits; class 0 is the blank, and fills labels that end earlier.',
  parameters: tensorParameters('y_true', 'y_pred'),
  differentiable: [1],
  output(inputs) {
    const [yTrue, yPred] = operandPair(inputs);
    const fits = hasBatch(yTrue) && hasBatch(yPred) && yTrue.shape.length === 2 && yPred.shape.length === 3;
    if (!fits)
      return functionError(
        `\`ctc\` compares class numbers, [batch, labels], with logits, [batch, steps, classes], and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
        undefined,
        'y_pred',
      );
    const [labels, steps] = [yTrue.shape[1] ?? 1, yPred.shape[1] ?? 1];
    if (labels > steps)
      return functionError(`\`ctc\` can't align ${labels} labels with ${steps} steps`, undefined, 'y_pred');
    if (steps > MOST_STEPS)
      return functionError(
        `\`ctc\` goes through ${steps} steps one by one, of at most ${MOST_STEPS}`,
        undefined,
        'y_pred',
      );
    return perExampleType(yPred);
  },
  emit(inputs, _options, { tf }) {
    const [yTrue, logits] = operandPair(inputs).map((x) => toFloat32(tf, x)) as [Tensor, Tensor];
    const labels = detachTensor(tf, yTrue);
    const [batch = 1, , classes = 1] = logits.shape;
    const wanted = withBlanks(tf, labels);
    const places = wanted.shape[1]!;
    const chosen = tf.cast(tf.equal(tf.expandDims(wanted, 2), tf.range(0, classes, 1, 'float32')), 'float32');
    // [batch, steps, places]
    const scores = tf.unstack(tf.matMul(logSoftmax(tf, logits), chosen, false, true), 1);
    const twoBack = tf.concat([tf.fill([batch, 2], 0), tf.slice(wanted, [0, 0], [batch, places - 2])], 1);
    // A blank is passed over between two labels that differ.
    const skips = allowed(tf, tf.logicalAnd(tf.notEqual(wanted, 0), tf.notEqual(wanted, twoBack)));
    const at = tf.range(0, places, 1, 'float32');
    let reached = tf.add(scores[0]!, allowed(tf, tf.less(at, 2)));
    for (const score of scores.slice(1)) {
      const ways = [reached, moved(tf, reached, 1), tf.add(moved(tf, reached, 2), skips)];
      reached = tf.add(score, tf.logSumExp(tf.stack(ways, 2), 2));
    }
    const end = tf.mul(tf.sum(tf.cast(tf.notEqual(labels, 0), 'float32'), 1, true), 2);
    const isEnd = tf.logicalOr(tf.equal(at, end), tf.equal(at, tf.sub(end, 1)));
    return tf.neg(tf.logSumExp(tf.add(reached, allowed(tf, isEnd)), 1));
  },
});
