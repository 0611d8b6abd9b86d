import { defineSpatialDropout } from './define-spatial-dropout.js';

export const spatialDropout3d = defineSpatialDropout({
  name: 'SpatialDropout3D',
  summary: 'Sets whole channels of volumes to 0 while training, and makes the others larger by as much.',
  rank: 4,
});
