import { defineSpatialDropout } from './define-spatial-dropout.js';

export const spatialDropout2d = defineSpatialDropout({
  name: 'SpatialDropout2D',
  summary: 'Sets whole channels to 0 while training, and makes the others larger by as much.',
  rank: 3,
});
