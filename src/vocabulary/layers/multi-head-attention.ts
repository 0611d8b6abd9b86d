import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Tensor } from '../definition-types.js';
import { Type } from '../typebox-builders.js';
import { initializerArgument, trainableWeight, useBiasArgument } from './arguments.js';
import {
  attentionArguments,
  attentionInputs,
  attentionWeights,
  seriesToAttend,
} from './attention-weights.js';
import { kernelInitializerArgument, requiredWeight } from './convolution-arguments.js';
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
      use_bias: useBiasArgument,
      kernel_initializer: kernelInitializerArgument,
      bias_initializer: initializerArgument('zeros', 'the bias'),
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
    const { num_heads, key_dim, value_dim, output_shape, use_bias } = args;
    const features = { query, key, value };
    const width = { query: key_dim, key: key_dim, value: value_dim ?? key_dim };
    const out = output_shape ?? query[1] ?? 1;
    const projection = (name: string, kernel: readonly number[], bias: readonly number[]) => [
      trainableWeight(`${name}_kernel`, kernel, args.kernel_initializer),
      ...(use_bias ? [trainableWeight(`${name}_bias`, bias, args.bias_initializer)] : []),
    ];
    return [
      ...ROLES.flatMap((role) =>
        projection(role, [features[role][1] ?? 1, num_heads, width[role]], [num_heads, width[role]]),
      ),
      ...projection('attention_output', [num_heads, width.value, out], [out]),
    ];
  },
  lower: () => '',
  call(inputs, args, weights, context) {
    const { tf } = context;
    const [query, value, key] = attentionInputs(inputs);
    /** [batch, steps, features] to [batch, heads, steps, features of a head] */
    const project = (x: Tensor, name: string): Tensor => {
      const kernel = requiredWeight(weights, `${name}_kernel`);
      const [features = 1, heads = 1, width = 1] = kernel.shape;
      const rows = tf.reshape(x, [-1, features]) as Tensor2D;
      const products = tf.matMul(rows, tf.reshape(kernel, [features, heads * width]) as Tensor2D);
      const bias = weights[`${name}_bias`];
      const sums = bias ? tf.add(products, tf.reshape(bias, [-1])) : products;
      return tf.transpose(tf.reshape(sums, [...x.shape.slice(0, 2), heads, width]), [0, 2, 1, 3]);
    };
    const queries = tf.mul(project(query, 'query'), 1 / Math.sqrt(args.key_dim));
    const scores = tf.matMul(queries, project(key, 'key'), false, true);
    const found = tf.matMul(attentionWeights(scores, args, context), project(value, 'value'));
    const kernel = requiredWeight(weights, 'attention_output_kernel');
    const [heads = 1, width = 1, out = 1] = kernel.shape;
    const rows = tf.reshape(tf.transpose(found, [0, 2, 1, 3]), [-1, heads * width]) as Tensor2D;
    const sums = tf.matMul(rows, tf.reshape(kernel, [heads * width, out]) as Tensor2D);
    const bias = weights.attention_output_bias;
    return tf.reshape(bias ? tf.add(sums, bias) : sums, [...query.shape.slice(0, 2), out]);
  },
});
