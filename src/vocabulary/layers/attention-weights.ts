/** What attention layers share. */
import type { LayerCallContext, RuleResult, Shape, Tensor, TfCore } from '../definition-types.js';
import { shapeText } from '../tensor-shape.js';
import { Type } from '../typebox-builders.js';
import { layerError, ok } from './define-layer.js';
import { dropOut, MAX_DROPOUT_RATE } from './dropout-mask.js';

export const attentionArguments = {
  dropout: Type.Number({
    default: 0,
    minimum: 0,
    maximum: MAX_DROPOUT_RATE,
    description: 'Share of the attention that is set to 0 while training, to the nearest 256th.',
  }),
  use_causal_mask: Type.Boolean({
    default: false,
    description: 'Whether a step attends to itself and the steps before it alone.',
  }),
};

/** The inputs by role: query, value and key; the value stands in for a missing key, and the query for both. */
export const attentionInputs = <T>([query, value = query, key = value]: readonly T[]): [T, T, T] => [
  query!,
  value!,
  key!,
];

/** Three series [steps, features]; keys and values have the same steps. */
export function seriesToAttend(inputs: readonly Shape[]): RuleResult<[Shape, Shape, Shape]> {
  const odd = inputs.find((shape) => shape.length !== 2);
  if (odd) return layerError(`an input [steps, channels] is needed; this one is ${shapeText(odd)}`);
  const [query, value, key] = attentionInputs(inputs);
  if (key[0] !== value[0])
    return layerError(
      `a key for each value is needed, but the value is ${shapeText(value)} and the key ${shapeText(key)}`,
    );
  return ok([query, value, key]);
}

/** The shape of what comes out where queries and keys have the same features. */
export function comparableSeries(inputs: readonly Shape[]): RuleResult<Shape> {
  const series = seriesToAttend(inputs);
  if (!series.ok) return series;
  const [query, value, key] = series.value;
  if (query[1] !== key[1])
    return layerError(`a query of ${query[1]} features can't be compared with keys of ${key[1]}`);
  return ok([query[0]!, value[1]!]);
}

/** Means of the values, by weights [batch, steps of the query, steps of the value]. */
export const valuesOfQuery = (weights: Tensor, inputs: readonly Tensor[], { tf }: LayerCallContext): Tensor =>
  tf.matMul(weights, attentionInputs(inputs)[1]);

/** Subtracted where a step must not look: the softmax of what is left is exactly 0 there. */
const MASKED = 1e9;

/** Adds the causal mask to scores [..., steps of the query, steps of the key]. */
export function maskCausally(tf: TfCore, scores: Tensor): Tensor {
  const [rows = 1, columns = 1] = scores.shape.slice(-2);
  const mask = Float32Array.from({ length: rows * columns }, (_, at) =>
    at % columns > Math.floor(at / columns) ? -MASKED : 0,
  );
  return tf.add(scores, tf.tensor2d(mask, [rows, columns]));
}

/** Softmax over the keys, masked and with dropout as the arguments say. */
export function attentionWeights(
  scores: Tensor,
  { dropout, use_causal_mask }: { dropout: number; use_causal_mask: boolean },
  context: LayerCallContext,
): Tensor {
  const { tf } = context;
  const weights = tf.softmax(use_causal_mask ? maskCausally(tf, scores) : scores);
  return dropOut(context, weights, weights.shape, dropout);
}
