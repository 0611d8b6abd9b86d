import { Type } from '../typebox-builders.js';
import { initializerArgument, trainableWeight } from './arguments.js';
import { requiredWeight } from './convolution-arguments.js';
import { defineLayer, inputOfRank, layerError, onlyInput } from './define-layer.js';
import { forEachExample } from './for-each-example.js';

/** KerasHub's layers/modeling/position_embedding.py. */
export const positionEmbedding = defineLayer({
  name: 'PositionEmbedding',
  summary:
    'A learned vector for each place of a series, of whose numbers it reads none: `residual: [PositionEmbedding]` adds it to the series.',
  args: Type.Object(
    {
      sequence_length: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
        default: null,
        description: 'Steps of the longest series; null for those of this one.',
      }),
      initializer: initializerArgument('glorot_uniform', 'the table'),
    },
    { additionalProperties: false },
  ),
  main: 'sequence_length',
  stopsGradient: true,
  outputShape(inputs, { sequence_length }) {
    const series = inputOfRank(inputs, 2);
    if (!series.ok) return series;
    const [steps = 1] = series.value;
    return sequence_length !== null && steps > sequence_length
      ? layerError(`a series of ${steps} steps is longer than ${sequence_length}`, 'sequence_length')
      : series;
  },
  weights(inputs, { sequence_length, initializer }) {
    const [steps = 1, features = 1] = onlyInput(inputs);
    return [trainableWeight('position_embeddings', [sequence_length ?? steps, features], initializer)];
  },
  lower: () => '',
  call(inputs, _args, weights, { tf }) {
    const x = onlyInput(inputs);
    const [, steps = 1, features = 1] = x.shape;
    const table = requiredWeight(weights, 'position_embeddings');
    return forEachExample(tf, tf.slice(table, [0, 0], [steps, features]), x);
  },
});
