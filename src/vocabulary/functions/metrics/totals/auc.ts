import { Type } from '../../../typebox-builders.js';
import { defineTotal, flatRows, meanOf } from './define-total.js';
import { checkLabelled, labelledScores } from './labelled.js';

const options = Type.Object({
  curve: Type.Union([Type.Literal('ROC'), Type.Literal('PR')], {
    default: 'ROC',
    description: 'Hits over false alarms (ROC), or precision over recall (PR: the average precision).',
  }),
  average: Type.Union([Type.Literal('micro'), Type.Literal('macro')], {
    default: 'micro',
    description:
      'Of several classes: all their scores together, as in Keras (micro), or the mean over classes (macro).',
  }),
});

/** A score, and whether its truth is a yes. */
interface Scored {
  score: number;
  yes: boolean;
}

/**
 * The area under the curve of all thresholds, exactly: scikit-learn's roc_auc_score and average_precision_score. Keras 3
 * (metrics/confusion_metrics.py) approximates it by 200 thresholds.
 */
export const auc = defineTotal({
  name: 'auc',
  summary:
    'How well scores tell a yes from a no, over all thresholds: 1 is perfect, 0.5 is chance (for ROC).',
  better: 'larger',
  options,
  check: (inputs) => checkLabelled('auc', inputs),
  rows(tf, yTrue, yPred) {
    const [labels, scores] = labelledScores(tf, yTrue, yPred);
    return tf.concat([flatRows(tf, labels), flatRows(tf, scores), classCount(scores.shape[2]!)], 1);
    /** The number of classes is known to the rows alone. */
    function classCount(classes: number) {
      return tf.fill([scores.shape[0]!, 1], classes);
    }
  },
  total(rows, width, { curve, average }) {
    const classes = rows[width - 1]!;
    const half = (width - 1) / 2;
    const lists: Scored[][] = Array.from({ length: average === 'macro' ? classes : 1 }, () => []);
    for (let start = 0; start < rows.length; start += width) {
      for (let at = 0; at < half; at++) {
        const list = lists[average === 'macro' ? at % classes : 0]!;
        list.push({ score: rows[start + half + at]!, yes: rows[start + at]! > 0.5 });
      }
    }
    return meanOf(lists.map(curve === 'ROC' ? areaUnderRoc : averagePrecision));
  },
});

/** For each score from the largest on: how many are yes and no with this score. */
function* fromLargest(list: Scored[]): Generator<{ yes: number; no: number }> {
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

function areaUnderRoc(list: Scored[]): number {
  let [hits, area, falseAlarms] = [0, 0, 0];
  for (const { yes, no } of fromLargest(list)) {
    area += no * (hits + yes / 2);
    hits += yes;
    falseAlarms += no;
  }
  return area / (hits * falseAlarms);
}

function averagePrecision(list: Scored[]): number {
  let [hits, area, all] = [0, 0, 0];
  for (const { yes, no } of fromLargest(list)) {
    hits += yes;
    all += yes + no;
    area += yes * (hits / all);
  }
  return area / hits;
}
