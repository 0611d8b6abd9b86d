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
const NOT_WRITTEN = new Set([
  'AdditiveAttention',
  'Attention',
  'Bidirectional',
  'GroupQueryAttention',
  'MultiHeadAttention',
  'SpectralNormalization',
  'TimeDistributed',
]);

/** Arguments that Keras's constructors lack, with the value that changes nothing. */
const NOT_KERAS_ARGUMENTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['mask', null],
  ['use_causal_mask', false],
]);

/** The class and the arguments of a layer in Keras: the names are the same. What only training needs is left out. */
export function kerasConfig({ layer, args, type }: Extract<Wire, { op: 'layer' }>): {
  className: string;
  config: Record<string, unknown>;
} {
  if (NOT_IN_KERAS.has(layer)) throw new NotExpressibleError(`Keras has no layer ${layer}`);
  if (NOT_WRITTEN.has(layer)) throw new NotExpressibleError(`${layer} is not written for Keras`);
  const config = Object.entries(args).flatMap(([name, value]): [string, unknown][] => {
    if (NOT_KERAS_ARGUMENTS.has(name)) {
      if (value === NOT_KERAS_ARGUMENTS.get(name)) return [];
      throw new NotExpressibleError(`Keras's ${layer} has no argument ${name}`);
    }
    if (/_(initializer|regularizer|constraint)$/.test(name)) return [];
    if (name === 'target_shape') return [[name, type.shape.slice(1)]];
    if (name === 'shared_axes' && Array.isArray(value) && value.length === 0) return [[name, null]];
    return [[name, value]];
  });
  return { className: layer, config: withEqualShapes(layer, Object.fromEntries(config)) };
}

/** Keras's Normalization takes no mean of several numbers beside a variance of one, or the other way round. */
function withEqualShapes(layer: string, config: Record<string, unknown>): Record<string, unknown> {
  const { mean, variance } = config;
  if (layer !== 'Normalization' || Array.isArray(mean) === Array.isArray(variance)) return config;
  const { length } = (Array.isArray(mean) ? mean : variance) as unknown[];
  const repeated = (given: unknown) => (Array.isArray(given) ? given : Array<unknown>(length).fill(given));
  return { ...config, mean: repeated(mean), variance: repeated(variance) };
}
