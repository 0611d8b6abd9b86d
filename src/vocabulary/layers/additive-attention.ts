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

/** Bahdanau et al. 2015; Keras 3's layers/attention/additive_attention.py. One input is query, value and key. */
export const additiveAttention = defineLayer({
  name: 'AdditiveAttention',
  summary:
    'Attention whose matches are sums of tanh(query + key), weighted by feature: of one input (which attends to itself), of query and value, or of query, value and key.',
  args: Type.Object(
    {
      use_scale: Type.Boolean({ default: true, description: 'Whether the weights of features are learned.' }),
      ...attentionArguments,
    },
    { additionalProperties: false },
  ),
  noise: ({ dropout }) => dropout > 0,
  inputs: [1, 3],
  outputShape: comparableSeries,
  weights: (inputs, { use_scale }) =>
    use_scale ? [trainableWeight('scale', [inputs[0]?.[1] ?? 1], 'glorot_uniform')] : [],
  lower: () => '',
  call(inputs, args, { scale }, context) {
    const { tf } = context;
    const [query, , key] = attentionInputs(inputs);
    const sums = tf.tanh(tf.add(tf.expandDims(query, 2), tf.expandDims(key, 1)));
    const scores = tf.sum(scale ? tf.mul(sums, scale) : sums, -1);
    return valuesOfQuery(attentionWeights(scores, args, context), inputs, context);
  },
});
