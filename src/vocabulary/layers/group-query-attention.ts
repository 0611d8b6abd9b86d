import { Type } from '../typebox-builders.js';
import { joinHeads, projectionArguments, projectionWeights, projectToHeads } from './attention-heads.js';
import {
  attentionArguments,
  attentionInputs,
  attentionWeights,
  seriesToAttend,
} from './attention-weights.js';
import { defineLayer, layerError, ok } from './define-layer.js';

/**
 * Ainslie et al. 2023; Keras 3's layers/attention/grouped_query_attention.py, with the weights of its four dense layers
 * by their names. One input is query, value and key.
 */
export const groupQueryAttention = defineLayer({
  name: 'GroupQueryAttention',
  summary:
    'Attention by several heads, of which groups share keys and values: of one input (which attends to itself), of query and value, or of query, value and key.',
  args: Type.Object(
    {
      head_dim: Type.Integer({ minimum: 1, description: 'Features of each head.' }),
      num_query_heads: Type.Integer({ minimum: 1, description: 'Number of heads of the query.' }),
      num_key_value_heads: Type.Integer({
        minimum: 1,
        description: 'Number of heads of keys and values, which divides that of the query.',
      }),
      ...projectionArguments,
      ...attentionArguments,
    },
    { additionalProperties: false },
  ),
  noise: ({ dropout }) => dropout > 0,
  inputs: [1, 3],
  outputShape(inputs, { num_query_heads, num_key_value_heads }) {
    const series = seriesToAttend(inputs);
    if (!series.ok) return series;
    if (num_query_heads % num_key_value_heads !== 0)
      return layerError(
        `${num_query_heads} heads of the query can't share ${num_key_value_heads} heads of keys equally`,
        'num_key_value_heads',
      );
    return ok(series.value[0]);
  },
  weights(inputs, args) {
    const [query, value, key] = attentionInputs(inputs);
    const { head_dim, num_query_heads, num_key_value_heads } = args;
    const projection = (name: string, features: number, heads: number) =>
      projectionWeights(args, name, [features, heads, head_dim], [heads, head_dim]);
    const out = query[1] ?? 1;
    return [
      ...projection('query', out, num_query_heads),
      ...projection('key', key[1] ?? 1, num_key_value_heads),
      ...projection('value', value[1] ?? 1, num_key_value_heads),
      ...projectionWeights(args, 'attention_output', [num_query_heads, head_dim, out], [out]),
    ];
  },
  lower: () => '',
  /** Heads of the query that share keys stand side by side, as more steps of one head. */
  call(inputs, args, weights, context) {
    const { tf } = context;
    const [query, value, key] = attentionInputs(inputs);
    const { head_dim, num_query_heads, num_key_value_heads } = args;
    const share = num_query_heads / num_key_value_heads;
    const [batch = 1, steps = 1] = query.shape;
    const queries = tf.mul(projectToHeads(tf, query, weights, 'query'), 1 / Math.sqrt(head_dim));
    const together = tf.reshape(queries, [batch, num_key_value_heads, share * steps, head_dim]);
    const keys = projectToHeads(tf, key, weights, 'key');
    const values = projectToHeads(tf, value, weights, 'value');
    const scores = tf.matMul(together, keys, false, true);
    const others = scores.shape[3]!;
    const apart = tf.reshape(scores, [batch, num_query_heads, steps, others]);
    const shares = tf.reshape(attentionWeights(apart, args, context), scores.shape);
    const found = tf.reshape(tf.matMul(shares, values), [batch, num_query_heads, steps, head_dim]);
    return joinHeads(tf, found, weights);
  },
});
