import { pooling2d } from './pooling.js';

export const maxPooling2d = pooling2d({
  name: 'MaxPooling2D',
  summary: 'The largest number of each window.',
  stock: 'maxPooling2d',
  pool: (tf) => tf.maxPool,
});
