import { Type } from '../typebox-builders.js';
import { joinHeads, projectionArguments, projectionWeights, projectToHeads } from './attention-heads.js';
import {
  attentionArguments,
  attentionInputs,
  attentionWeights,
  seriesToAttend,
} from './attention-weights.js';
import { defineLayer, ok } from './define-layer.js';

const ROLES = ['query', 'key', 'value'] as const;

/**
 * Vaswani et al. 2017; Keras 3's layers/attention/multi_head_attention.py, over series, with the weights of its four
 * dense layers by their names. One input is query, value and key.
 */
export const multiHeadAttention = defineLayer({
  name: 'MultiHeadAttention',
  summary:
    'Attention by several heads, each with learned projections, joined by another: of one input (which attends to itself), of query and value, or of query, value and key.',
  args: Type.Object(
    {
      num_heads: Type.Integer({ minimum: 1, description: 'Number of heads.' }),
      key_dim: Type.Integer({ minimum: 1, description: 'Features of the queries and keys of each head.' }),
      value_dim: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
        default: null,
        description: 'Features of the values of each head; null for those of its keys.',
      }),
      output_shape: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
        default: null,
        description: 'Features that come out; null for those of the query.',
      }),
      ...projectionArguments,
      ...attentionArguments,
    },
    { additionalProperties: false },
  ),
  noise: ({ dropout }) => dropout > 0,
  inputs: [1, 3],
  outputShape(inputs, { output_shape }) {
    const series = seriesToAttend(inputs);
    if (!series.ok) return series;
    const [[steps = 1, features = 1]] = series.value;
    return ok([steps, output_shape ?? features]);
  },
  weights(inputs, args) {
    const [query, value, key] = attentionInputs(inputs);
    const { num_heads, key_dim, value_dim, output_shape } = args;
    const features = { query, key, value };
    const width = { query: key_dim, key: key_dim, value: value_dim ?? key_dim };
    const out = output_shape ?? query[1] ?? 1;
    return [
      ...ROLES.flatMap((role) =>
        projectionWeights(
          args,
          role,
          [features[role][1] ?? 1, num_heads, width[role]],
          [num_heads, width[role]],
        ),
      ),
      ...projectionWeights(args, 'attention_output', [num_heads, width.value, out], [out]),
    ];
  },
  lower: () => '',
  call(inputs, args, weights, context) {
    const { tf } = context;
    const [query, value, key] = attentionInputs(inputs);
    const queries = tf.mul(projectToHeads(tf, query, weights, 'query'), 1 / Math.sqrt(args.key_dim));
    const scores = tf.matMul(queries, projectToHeads(tf, key, weights, 'key'), false, true);
    const values = projectToHeads(tf, value, weights, 'value');
    return joinHeads(tf, tf.matMul(attentionWeights(scores, args, context), values), weights);
  },
});
