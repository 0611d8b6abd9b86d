import { defineMergeLayer, reduceInputs } from './define-merge-layer.js';

const sum = reduceInputs((tf) => tf.add);

export const average = defineMergeLayer({
  name: 'Average',
  summary: 'The mean of all inputs.',
  lower: (tf, name) => tf.layers.average({ name }),
  merge: (tf, inputs) => tf.mul(sum(tf, inputs), 1 / inputs.length),
});
