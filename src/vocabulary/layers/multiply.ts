import { defineMergeLayer, reduceInputs } from './define-merge-layer.js';

export const multiply = defineMergeLayer({
  name: 'Multiply',
  summary: 'The product of all inputs.',
  lower: (tf, name) => tf.layers.multiply({ name }),
  merge: reduceInputs((tf) => tf.mul),
});
