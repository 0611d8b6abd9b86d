import { defineMergeLayer, reduceInputs } from './define-merge-layer.js';

export const minimum = defineMergeLayer({
  name: 'Minimum',
  summary: 'The smallest number of all inputs, place by place.',
  lower: (tf, name) => tf.layers.minimum({ name }),
  merge: reduceInputs((tf) => tf.minimum),
});
