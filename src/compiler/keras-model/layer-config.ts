import type { Wire } from '../program.js';
import { NotExpressibleError } from './not-expressible-error.js';

/** Layers of lagraph's own. */
const NOT_IN_KERAS = new Set([
  'PositionEmbedding',
  'SinePositionEncoding',
  'MaskedConv2D',
  'InstanceNormalization',
]);

/** Layers of Keras that are called, or hold other layers, in a way of their own, which is not written. */
const NOT_WRITTEN = new Set(['Attention', 'Bidirectional', 'MultiHeadAttention', 'TimeDistributed']);

/** The class and the arguments of a layer in Keras: the names are the same. What only training needs is left out. */
export function kerasConfig({ layer, args, type }: Extract<Wire, { op: 'layer' }>): {
  className: string;
  config: Record<string, unknown>;
} {
  if (NOT_IN_KERAS.has(layer)) throw new NotExpressibleError(`Keras has no layer ${layer}`);
  if (NOT_WRITTEN.has(layer)) throw new NotExpressibleError(`${layer} is not written for Keras`);
  const config = Object.entries(args).flatMap(([name, value]): [string, unknown][] => {
    if (/_(initializer|regularizer|constraint)$/.test(name)) return [];
    if (name === 'target_shape') return [[name, type.shape.slice(1)]];
    if (name === 'shared_axes' && Array.isArray(value) && value.length === 0) return [[name, null]];
    return [[name, value]];
  });
  return { className: layer, config: Object.fromEntries(config) };
}
