import { pooling2d } from './pooling.js';

export const averagePooling2d = pooling2d({
  name: 'AveragePooling2D',
  summary: 'The mean of each window.',
  stock: 'averagePooling2d',
  pool: (tf) => tf.avgPool,
});
