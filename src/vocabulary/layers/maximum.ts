import { defineMergeLayer, reduceInputs } from './define-merge-layer.js';

export const maximum = defineMergeLayer({
  name: 'Maximum',
  summary: 'The largest number of all inputs, place by place.',
  lower: (tf, name) => tf.layers.maximum({ name }),
  merge: reduceInputs((tf) => tf.maximum),
});
