/** Rewritings of a step that serve more than one engine. Kernels that they bring in have names that begin with `@`. */
export { fuseDropoutMasks, fuseSlopes, slopesWithDropout } from './masks.js';
export { slopesBeforeSpreading, sumsBeforeSpreading } from './pooling.js';
export { largestDivisor, partialSums, type PartialSum } from './parts.js';
export { eitherWay, rewrite, type Rewriter } from './rewriter.js';
export { places } from './places.js';
export { smallEndMatters } from './small-ends.js';
export { fuseUpsampling, type Gains } from './upsampling.js';
export { enlargement, geometry, isByHalves, isDense, type Geometry } from './windows.js';
