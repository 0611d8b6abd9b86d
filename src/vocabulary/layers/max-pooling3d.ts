import { definePooling3d } from './define-pooling3d.js';

export const maxPooling3d = definePooling3d({
  name: 'MaxPooling3D',
  summary: 'The largest number of each window of a volume.',
  tfjsLayer: 'maxPooling3d',
  pool: (tf) => tf.maxPool,
  join: (tf, planes) => planes.reduce((a, b) => tf.maximum(a, b)),
});
