import { merging, pairwise } from './merge.js';

export const multiply = merging({
  name: 'Multiply',
  summary: 'The product of all inputs.',
  lower: (tf, name) => tf.layers.multiply({ name }),
  merge: pairwise((tf) => tf.mul),
});
