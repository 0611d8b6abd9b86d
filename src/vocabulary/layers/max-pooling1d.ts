import { definePooling1d } from './define-pooling-layer.js';

export const maxPooling1d = definePooling1d({
  name: 'MaxPooling1D',
  summary: 'The largest number of each stretch of steps.',
  tfjsLayer: 'maxPooling1d',
  pool: (tf) => tf.maxPool,
});
