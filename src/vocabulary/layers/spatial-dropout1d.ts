import { defineSpatialDropout } from './define-spatial-dropout.js';

export const spatialDropout1d = defineSpatialDropout({
  name: 'SpatialDropout1D',
  summary: 'Sets whole channels of a series to 0 while training, and makes the others larger by as much.',
  rank: 2,
});
