import { definePooling1d } from './define-pooling-layer.js';

export const averagePooling1d = definePooling1d({
  name: 'AveragePooling1D',
  summary: 'The mean of each stretch of steps.',
  tfjsLayer: 'averagePooling1d',
  pool: (tf) => tf.avgPool,
});
