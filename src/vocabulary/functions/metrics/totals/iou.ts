import { Type } from '../../../typebox-builders.js';
import { defineTotal, meanOf } from './define-total.js';
import { checkLabelled, countRows, countsOfRows, decisionOption, labelledDecisions } from './labelled.js';

/**
 * Keras 3: metrics/iou_metrics.py (OneHotMeanIoU, and BinaryIoU where there is one number a place): classes that neither
 * occur nor are decided for are left out of the mean.
 */
export const iou = defineTotal({
  name: 'iou',
  summary: 'What truths and decisions have in common, over what either has: the mean over classes.',
  better: 'larger',
  options: Type.Object({
    target_class_ids: Type.Union([Type.Array(Type.Integer({ minimum: 0 }), { minItems: 1 }), Type.Null()], {
      default: null,
      description:
        'The classes that count, by number; by default all. Of a yes or no, 0 is the no and 1 the yes.',
    }),
    threshold: decisionOption,
  }),
  check: (inputs) => checkLabelled('iou', inputs),
  rows: (tf, yTrue, yPred, { threshold }) => countRows(tf, ...labelledDecisions(tf, yTrue, yPred, threshold)),
  total(rows, width, { target_class_ids: wanted }) {
    const [first, ...others] = countsOfRows(rows, width);
    const { both, wrong, missed, neither } = first!;
    const classes =
      others.length > 0
        ? [first!, ...others]
        : [{ both: neither, wrong: missed, missed: wrong, neither: both }, first!];
    return meanOf(
      classes.flatMap((one, at) => {
        const either = one.both + one.wrong + one.missed;
        return either === 0 || (wanted && !wanted.includes(at)) ? [] : [one.both / either];
      }),
    );
  },
});
