import { Type } from '../typebox-builders.js';
import { trainableWeight } from './arguments.js';
import {
  attentionArguments,
  attentionInputs,
  attentionWeights,
  comparableSeries,
  valuesOfQuery,
} from './attention-weights.js';
import { defineLayer } from './define-layer.js';

/** Luong et al. 2015; Keras 3's layers/attention/attention.py. One input is query, value and key. */
export const attention = defineLayer({
  name: 'Attention',
  summary:
    'Each step of a query becomes a mean of values, weighted by how well their keys match it: of one input (which attends to itself), of query and value, or of query, value and key.',
  args: Type.Object(
    {
      score_mode: Type.Union([Type.Literal('dot'), Type.Literal('concat')], {
        default: 'dot',
        description: '`dot`: a match is a scalar product; `concat`: a sum of tanh(query + key).',
      }),
      use_scale: Type.Boolean({
        default: false,
        description: 'Whether a learned factor scales the matches.',
      }),
      ...attentionArguments,
    },
    { additionalProperties: false },
  ),
  noise: ({ dropout }) => dropout > 0,
  inputs: [1, 3],
  outputShape: comparableSeries,
  weights: (_inputs, { use_scale, score_mode }) => [
    ...(use_scale ? [trainableWeight('scale', [], 'ones')] : []),
    ...(score_mode === 'concat' ? [trainableWeight('concat_score_weight', [], 'ones')] : []),
  ],
  lower: () => '',
  call(inputs, args, { scale, concat_score_weight }, context) {
    const { tf } = context;
    const [query, , key] = attentionInputs(inputs);
    const scaled = (x: typeof query) => (scale ? tf.mul(x, scale) : x);
    const scores = concat_score_weight
      ? tf.mul(
          tf.sum(tf.tanh(scaled(tf.add(tf.expandDims(query, 2), tf.expandDims(key, 1)))), -1),
          concat_score_weight,
        )
      : scaled(tf.matMul(query, key, false, true));
    return valuesOfQuery(attentionWeights(scores, args, context), inputs, context);
  },
});
