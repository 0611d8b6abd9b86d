import { merging, pairwise } from './merge.js';

export const maximum = merging({
  name: 'Maximum',
  summary: 'The largest number of all inputs, place by place.',
  lower: (tf, name) => tf.layers.maximum({ name }),
  merge: pairwise((tf) => tf.maximum),
});
