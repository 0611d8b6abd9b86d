import { Type } from '../../../typebox-builders.js';
import { toFloat32 } from '../../type-rules.js';
import { checkComparable, meanPerExampleOf, pairRows } from './pairs.js';
import { defineTotal, meanOf } from './define-total.js';

/** Keras 3: metrics/regression_metrics.py; scikit-learn's r2_score. */
export const r2Score = defineTotal({
  name: 'r2_score',
  summary:
    'Share of the variance that is predicted: 1 is perfect, 0 is as good as the mean of the truths, and less is worse.',
  better: 'larger',
  options: Type.Object({
    class_aggregation: Type.Union(
      [Type.Literal('uniform_average'), Type.Literal('variance_weighted_average')],
      {
        default: 'uniform_average',
        description: 'Of several numbers an example: their mean, or weighted by how much each varies.',
      },
    ),
  }),
  check: (inputs) => checkComparable('r2_score', inputs),
  rows: (tf, yTrue, yPred) => pairRows(tf, yTrue, yPred),
  total(rows, width, { class_aggregation: aggregation }) {
    const outputs = width / 2;
    const examples = rows.length / width;
    const found = Array.from({ length: outputs }, (_, at) => {
      let [mean, left, spread] = [0, 0, 0];
      for (let start = at; start < rows.length; start += width) mean += rows[start]! / examples;
      for (let start = at; start < rows.length; start += width) {
        left += (rows[start]! - rows[start + outputs]!) ** 2;
        spread += (rows[start]! - mean) ** 2;
      }
      return { left, spread };
    });
    if (aggregation === 'uniform_average')
      return meanOf(
        found.map(({ left, spread }) => (spread === 0 ? (left === 0 ? 1 : 0) : 1 - left / spread)),
      );
    const sum = (kind: 'left' | 'spread') => found.reduce((total, one) => total + one[kind], 0);
    return 1 - sum('left') / sum('spread');
  },
});

/** Keras 3: metrics/regression_metrics.py. */
export const rootMeanSquaredError = defineTotal({
  name: 'root_mean_squared_error',
  summary: 'The root of the mean square of the distance, over all examples.',
  better: 'smaller',
  options: Type.Object({}),
  check: (inputs) => checkComparable('root_mean_squared_error', inputs),
  rows: (tf, yTrue, yPred) =>
    meanPerExampleOf(tf, tf.squaredDifference(toFloat32(tf, yTrue), toFloat32(tf, yPred))),
  total: (rows) => Math.sqrt(meanOf(Array.from(rows))),
});
