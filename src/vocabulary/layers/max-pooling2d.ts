import { definePooling2d } from './define-pooling-layer.js';

export const maxPooling2d = definePooling2d({
  name: 'MaxPooling2D',
  summary: 'The largest number of each window.',
  tfjsLayer: 'maxPooling2d',
  pool: (tf) => tf.maxPool,
});
