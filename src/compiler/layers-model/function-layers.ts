/** Functions of expressions that correspond to a tfjs layer. Others cannot be part of a layers model. */
import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { ResolvedArguments, TfLayers } from '../../vocabulary/index.js';

type Layer = layers.Layer;

/** The layer, or why there is none. */
type FunctionLayerRule = (
  tf: TfLayers,
  name: string,
  inputs: readonly SymbolicTensor[],
  options: ResolvedArguments,
) => Layer | string;

/** Merge layers of tfjs broadcast differently from expressions, so shapes must be equal. */
const mergeLayer =
  (make: (tf: TfLayers, name: string) => Layer): FunctionLayerRule =>
  (tf, name, inputs) => {
    if (inputs.length < 2) return 'with a single value';
    const [first, ...others] = inputs.map(({ shape }) => shape.join());
    return others.every((shape) => shape === first) ? make(tf, name) : 'of values with different shapes';
  };

const activationLayer =
  (identifier: 'elu' | 'relu' | 'selu' | 'sigmoid' | 'softplus' | 'softsign' | 'tanh'): FunctionLayerRule =>
  (tf, name) =>
    tf.layers.activation({ name, activation: identifier });

const identityLayer: FunctionLayerRule = (tf, name) => tf.layers.activation({ name, activation: 'linear' });

/** An axis counted from the front, where the batch is axis 0. */
const positiveAxis = (axis: unknown, rank: number) =>
  typeof axis === 'number' && axis < 0 ? axis + rank : axis;

export const functionLayers: ReadonlyMap<string, FunctionLayerRule> = new Map<string, FunctionLayerRule>([
  ['add', mergeLayer((tf, name) => tf.layers.add({ name }))],
  ['multiply', mergeLayer((tf, name) => tf.layers.multiply({ name }))],
  ['maximum', mergeLayer((tf, name) => tf.layers.maximum({ name }))],
  ['minimum', mergeLayer((tf, name) => tf.layers.minimum({ name }))],
  [
    'concat',
    (tf, name, inputs, { axis }) => {
      const rank = inputs[0]?.shape.length ?? 0;
      const from = positiveAxis(axis, rank);
      if (typeof from !== 'number' || from < 1 || from >= rank) return 'along the batch';
      return tf.layers.concatenate({ name, axis: from });
    },
  ],
  ['elu', activationLayer('elu')],
  ['relu', activationLayer('relu')],
  ['selu', activationLayer('selu')],
  ['sigmoid', activationLayer('sigmoid')],
  ['softplus', activationLayer('softplus')],
  ['softsign', activationLayer('softsign')],
  ['tanh', activationLayer('tanh')],
  ['softmax', (tf, name) => tf.layers.softmax({ name, axis: -1 })],
  ['flatten', (tf, name) => tf.layers.flatten({ name })],
  [
    'reshape',
    (tf, name, _inputs, options) =>
      tf.layers.reshape({ name, targetShape: [...(options['target_shape'] as number[])] }),
  ],
  // They affect only gradients, so inference is the identity.
  ['stop_gradient', identityLayer],
  ['reverse_gradient', identityLayer],
]);
