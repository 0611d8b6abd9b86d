import { merging, pairwise } from './merge.js';

export const add = merging({
  name: 'Add',
  summary: 'The sum of all inputs.',
  lower: (tf, name) => tf.layers.add({ name }),
  merge: pairwise((tf) => tf.add),
});
