import { Type } from '../../../typebox-builders.js';
import { defineTotal, meanOf } from './define-total.js';
import { checkLabelled } from './labelled.js';
import { fromLargest, scoredLists, scoredRows, type Scored } from './scored.js';

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
  rows: scoredRows,
  total(rows, width, { curve, average }) {
    const lists = scoredLists(rows, width, average === 'macro');
    return meanOf(lists.map(curve === 'ROC' ? areaUnderRoc : averagePrecision));
  },
});

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
