import { defineMergeLayer, reduceInputs } from './define-merge-layer.js';

export const add = defineMergeLayer({
  name: 'Add',
  summary: 'The sum of all inputs.',
  lower: (tf, name) => tf.layers.add({ name }),
  merge: reduceInputs((tf) => tf.add),
});
