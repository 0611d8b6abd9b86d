import { detachTensor } from '../detach-tensor.js';
import { Type } from '../typebox-builders.js';
import { initializerArgument, trainableWeight } from './arguments.js';
import { requiredWeight } from './convolution-arguments.js';
import { defineLayer, ok, onlyInput } from './define-layer.js';

/** Keras 3's layers/core/embedding.py, without masks. Numbers outside of the table are an error of the engine. */
export const embedding = defineLayer({
  name: 'Embedding',
  summary: 'Every whole number becomes the vector that stands for it in a table, which is learned.',
  args: Type.Object(
    {
      input_dim: Type.Integer({
        minimum: 1,
        description: 'Vectors in the table: inputs are 0 up to one less.',
      }),
      output_dim: Type.Integer({ minimum: 1, description: 'Length of each vector.' }),
      embeddings_initializer: initializerArgument('random_uniform', 'the table'),
    },
    { additionalProperties: false },
  ),
  stopsGradient: true,
  outputShape: (inputs, { output_dim }) => ok([...onlyInput(inputs), output_dim]),
  weights: (_inputs, { input_dim, output_dim, embeddings_initializer }) => [
    trainableWeight('embeddings', [input_dim, output_dim], embeddings_initializer),
  ],
  lower: (tf, { input_dim, output_dim }, name) =>
    tf.layers.embedding({
      name,
      inputDim: input_dim,
      outputDim: output_dim,
      embeddingsInitializer: 'zeros',
    }),
  /** tfjs's gradient of a gather by its indices is the indices: they are taken off the tape. */
  call(inputs, { output_dim }, weights, { tf }) {
    const x = onlyInput(inputs);
    const rows = tf.cast(tf.reshape(detachTensor(tf, x), [-1]), 'int32');
    const vectors = tf.gather(requiredWeight(weights, 'embeddings'), rows);
    return tf.reshape(vectors, [...x.shape, output_dim]);
  },
});
