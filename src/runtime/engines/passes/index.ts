/** Passes shared by engines. Kernels that they introduce have names that begin with `@`. */
export {
  fuseDropoutMasks,
  fuseActivationSlopes,
  mergeSlopesWithDropout,
} from './fuse-dropout-and-activation-masks.js';
export {
  hoistSlopesAboveMaxPoolGradient,
  hoistSumsAboveMaxPoolGradient,
} from './hoist-above-max-pool-gradient.js';
export { largestDivisor, pairwiseSummationSteps, type SummationStep } from './pairwise-summation.js';
export { commutedOperands, rewriteCalls, type CallRewriter } from './rewrite-calls.js';
export { upsamplingFilterMatrix } from './upsampling-filter-matrix.js';
export { needsRelativeAccuracyNearZero } from './relative-accuracy.js';
export { fuseUpsampling, type IsFusionProfitable } from './fuse-upsampling.js';
export {
  integerUpsamplingScale,
  windowGeometry,
  isPool2x2,
  tilesExactly,
  hasUnitStrideAndDilation,
  type WindowGeometry,
} from './window-geometry.js';
