import { Type } from '../../../typebox-builders.js';
import { defineTotal } from './define-total.js';
import { checkFeatures, pairRows } from './pairs.js';

/** Similarities that differ by rounding alone count as equal. */
const ROUNDING = 1e-6;

/**
 * Retrieval as in Radford et al. 2021 and others: the partner of row i is row i. Among equal similarities each order is
 * as likely, so that embeddings that are all alike find what chance finds.
 */
export const recallAtK = defineTotal({
  name: 'recall_at_k',
  summary:
    'Share of queries whose partner, in the same row, is among the k most similar of all keys of the evaluation; chance is k / examples.',
  better: 'larger',
  parameters: ['queries', 'keys'],
  options: Type.Object({
    k: Type.Integer({ default: 1, minimum: 1, description: 'How many of the most similar keys count.' }),
    by: Type.Union([Type.Literal('cosine'), Type.Literal('dot'), Type.Literal('euclidean')], {
      default: 'cosine',
      description: 'What is similar: a small angle, a large product, a small distance.',
    }),
  }),
  check: (inputs) => checkFeatures('recall_at_k', 'keys', inputs),
  rows: (tf, queries, keys) => pairRows(tf, queries, keys),
  total(rows, width, { k, by }) {
    const features = width / 2;
    const examples = rows.length / width;
    const side = (start: number) => {
      const out = new Float64Array(examples * features);
      for (let row = 0; row < examples; row++) {
        const from = rows.subarray(row * width + start, row * width + start + features);
        const length = by === 'cosine' ? Math.max(Math.hypot(...from), 1e-12) : 1;
        for (let at = 0; at < features; at++) out[row * features + at] = from[at]! / length;
      }
      return out;
    };
    const [queries, keys] = [side(0), side(features)];
    const similarity = (query: number, key: number) => {
      let sum = 0;
      const [q, p] = [query * features, key * features];
      if (by === 'euclidean')
        for (let at = 0; at < features; at++) sum -= (queries[q + at]! - keys[p + at]!) ** 2;
      else for (let at = 0; at < features; at++) sum += queries[q + at]! * keys[p + at]!;
      return sum;
    };
    let found = 0;
    for (let query = 0; query < examples; query++) {
      const own = similarity(query, query);
      if (Number.isNaN(own)) return NaN;
      const near = ROUNDING * Math.max(Math.abs(own), by === 'cosine' ? 1 : 0);
      let [above, equal] = [0, 1];
      for (let key = 0; key < examples; key++) {
        if (key === query) continue;
        const other = similarity(query, key);
        if (other > own + near) above++;
        else if (other >= own - near) equal++;
      }
      found += Math.min(1, Math.max(0, (k - above) / equal));
    }
    return found / examples;
  },
});
