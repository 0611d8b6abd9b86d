import { definePooling2d } from './define-pooling-layer.js';

export const averagePooling2d = definePooling2d({
  name: 'AveragePooling2D',
  summary: 'The mean of each window.',
  tfjsLayer: 'averagePooling2d',
  pool: (tf) => tf.avgPool,
});
