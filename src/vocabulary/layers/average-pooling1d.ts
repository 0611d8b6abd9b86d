import { pooling1d } from './pooling.js';

export const averagePooling1d = pooling1d({
  name: 'AveragePooling1D',
  summary: 'The mean of each stretch of steps.',
  stock: 'averagePooling1d',
  pool: (tf) => tf.avgPool,
});
