/**
 * The best that scores reach where another figure is held: over all thresholds, exactly. Keras 3
 * (metrics/confusion_metrics.py) tries 200 thresholds.
 */
import { Type } from '../../../typebox-builders.js';
import type { FunctionDefinition } from '../../../definition-types.js';
import { defineTotal } from './define-total.js';
import { checkLabelled } from './labelled.js';
import { fromLargest, scoredLists, scoredRows, type Scored } from './scored.js';

interface Point {
  /** The share of what is a yes that scores say yes to: sensitivity. */
  recall: number;
  /** The share of what scores say yes to that is one; NaN if there is none. */
  precision: number;
  /** The share of what is a no that scores say no to. */
  specificity: number;
}

/** The figures of every threshold, from one that no score reaches. */
function points(list: Scored[]): Point[] {
  const cuts = [{ yes: 0, no: 0 }];
  for (const { yes, no } of fromLargest(list)) {
    const last = cuts.at(-1)!;
    cuts.push({ yes: last.yes + yes, no: last.no + no });
  }
  const all = cuts.at(-1)!;
  return cuts.map(({ yes, no }) => ({
    recall: yes / all.yes,
    precision: yes / (yes + no),
    specificity: 1 - no / all.no,
  }));
}

/** A share reaches a bound that it equals but for rounding. */
const TOLERANCE = 1e-9;

function definePoint(
  [name, bound]: [name: string, bound: string],
  summary: string,
  [found, held]: [keyof Point, keyof Point],
): FunctionDefinition {
  return defineTotal({
    name,
    summary,
    better: 'larger',
    options: Type.Object({
      bound: Type.Number({
        default: 0.5,
        minimum: 0,
        maximum: 1,
        description: `The least ${bound} that counts.`,
      }),
    }),
    check: (inputs) => checkLabelled(name, inputs),
    rows: scoredRows,
    total(rows, width, { bound: least }) {
      const all = points(scoredLists(rows, width, false)[0]!);
      if (all.some(({ recall, specificity }) => Number.isNaN(recall) || Number.isNaN(specificity)))
        return NaN;
      const reached = all.filter((point) => point[held] >= least - TOLERANCE).map((point) => point[found]);
      return Math.max(0, ...reached.filter((one) => !Number.isNaN(one)));
    },
  });
}

export const operatingPoints = [
  definePoint(
    ['precision_at_recall', 'recall'],
    'The best precision at any threshold at which the recall is at least that which is given.',
    ['precision', 'recall'],
  ),
  definePoint(
    ['recall_at_precision', 'precision'],
    'The best recall at any threshold at which the precision is at least that which is given.',
    ['recall', 'precision'],
  ),
  definePoint(
    ['sensitivity_at_specificity', 'specificity'],
    'The best share of what is a yes that is found, where at least this share of what is a no is left out.',
    ['recall', 'specificity'],
  ),
  definePoint(
    ['specificity_at_sensitivity', 'sensitivity'],
    'The best share of what is a no that is left out, where at least this share of what is a yes is found.',
    ['specificity', 'recall'],
  ),
];
