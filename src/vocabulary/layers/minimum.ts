import { merging, pairwise } from './merge.js';

export const minimum = merging({
  name: 'Minimum',
  summary: 'The smallest number of all inputs, place by place.',
  lower: (tf, name) => tf.layers.minimum({ name }),
  merge: pairwise((tf) => tf.minimum),
});
