/** Functions of expressions that are a layer of tfjs as well. The others have no place in a layers model. */
import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Arguments, TfLayers } from '../../vocabulary/index.js';

type Layer = layers.Layer;

/** The layer, or why there is none. */
type Rule = (
  tf: TfLayers,
  name: string,
  inputs: readonly SymbolicTensor[],
  options: Arguments,
) => Layer | string;

/** Merging layers of tfjs broadcast otherwise than expressions do, so shapes must be the same. */
const merging =
  (make: (tf: TfLayers, name: string) => Layer): Rule =>
  (tf, name, inputs) => {
    if (inputs.length < 2) return 'with a single value';
    const [first, ...others] = inputs.map(({ shape }) => shape.join());
    return others.every((shape) => shape === first) ? make(tf, name) : 'of values with different shapes';
  };

const activation =
  (identifier: 'elu' | 'relu' | 'selu' | 'sigmoid' | 'softplus' | 'softsign' | 'tanh'): Rule =>
  (tf, name) =>
    tf.layers.activation({ name, activation: identifier });

const unchanged: Rule = (tf, name) => tf.layers.activation({ name, activation: 'linear' });

/** An axis of the whole value, the batch being 0, counted from the front. */
const fromFront = (axis: unknown, rank: number) =>
  typeof axis === 'number' && axis < 0 ? axis + rank : axis;

export const stockFunctions: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['add', merging((tf, name) => tf.layers.add({ name }))],
  ['multiply', merging((tf, name) => tf.layers.multiply({ name }))],
  ['maximum', merging((tf, name) => tf.layers.maximum({ name }))],
  ['minimum', merging((tf, name) => tf.layers.minimum({ name }))],
  [
    'concat',
    (tf, name, inputs, { axis }) => {
      const rank = inputs[0]?.shape.length ?? 0;
      const from = fromFront(axis, rank);
      if (typeof from !== 'number' || from < 1 || from >= rank) return 'along the batch';
      return tf.layers.concatenate({ name, axis: from });
    },
  ],
  ['elu', activation('elu')],
  ['relu', activation('relu')],
  ['selu', activation('selu')],
  ['sigmoid', activation('sigmoid')],
  ['softplus', activation('softplus')],
  ['softsign', activation('softsign')],
  ['tanh', activation('tanh')],
  ['softmax', (tf, name) => tf.layers.softmax({ name, axis: -1 })],
  ['flatten', (tf, name) => tf.layers.flatten({ name })],
  [
    'reshape',
    (tf, name, _inputs, options) =>
      tf.layers.reshape({ name, targetShape: [...(options['target_shape'] as number[])] }),
  ],
  // Their work is done when a model is trained.
  ['stop_gradient', unchanged],
  ['reverse_gradient', unchanged],
]);
