import { merging, pairwise } from './merge.js';

const sum = pairwise((tf) => tf.add);

export const average = merging({
  name: 'Average',
  summary: 'The mean of all inputs.',
  lower: (tf, name) => tf.layers.average({ name }),
  merge: (tf, inputs) => tf.mul(sum(tf, inputs), 1 / inputs.length),
});
