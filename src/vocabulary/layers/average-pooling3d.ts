import { definePooling3d } from './define-pooling3d.js';

export const averagePooling3d = definePooling3d({
  name: 'AveragePooling3D',
  summary: 'The mean of each window of a volume.',
  tfjsLayer: 'averagePooling3d',
  pool: (tf) => tf.avgPool,
  join: (tf, planes) =>
    tf.div(
      planes.reduce((a, b) => tf.add(a, b)),
      planes.length,
    ),
});
