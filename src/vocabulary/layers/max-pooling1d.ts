import { pooling1d } from './pooling.js';

export const maxPooling1d = pooling1d({
  name: 'MaxPooling1D',
  summary: 'The largest number of each stretch of steps.',
  stock: 'maxPooling1d',
  pool: (tf) => tf.maxPool,
});
