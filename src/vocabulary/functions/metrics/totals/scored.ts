/** Scores beside truths, of all examples, in order. */
import type { Tensor, TfCore } from '../../../definition-types.js';
import { flatRows } from './define-total.js';
import { labelledScores } from './labelled.js';

/** A score, and whether its truth is a yes. */
export interface Scored {
  score: number;
  yes: boolean;
}

/** Truths, scores and the number of classes of each example, [batch, 2 * places * classes + 1]. */
export function scoredRows(tf: TfCore, yTrue: Tensor, yPred: Tensor): Tensor {
  const [labels, scores] = labelledScores(tf, yTrue, yPred);
  const count = tf.fill([scores.shape[0]!, 1], scores.shape[2]!);
  return tf.concat([flatRows(tf, labels), flatRows(tf, scores), count], 1);
}

/** The scores of such rows, those of each class by itself or all together. */
export function scoredLists(rows: Float32Array, width: number, apart: boolean): Scored[][] {
  const classes = rows[width - 1]!;
  const half = (width - 1) / 2;
  const lists: Scored[][] = Array.from({ length: apart ? classes : 1 }, () => []);
  for (let start = 0; start < rows.length; start += width) {
    for (let at = 0; at < half; at++) {
      const list = lists[apart ? at % classes : 0]!;
      list.push({ score: rows[start + half + at]!, yes: rows[start + at]! > 0.5 });
    }
  }
  return lists;
}

/** For each score from the largest on: how many are yes and no with this score. */
export function* fromLargest(list: Scored[]): Generator<{ yes: number; no: number }> {
  const sorted = list.sort((a, b) => b.score - a.score);
  for (let at = 0; at < sorted.length;) {
    const { score } = sorted[at]!;
    const found = { yes: 0, no: 0 };
    for (; at < sorted.length && sorted[at]!.score === score; at++)
      found[sorted[at]!.yes ? 'yes' : 'no'] += 1;
    yield found;
    // A score that is no number equals nothing: the whole has no value.
    if (Number.isNaN(score)) return yield { yes: NaN, no: NaN };
  }
}
