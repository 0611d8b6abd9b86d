export { compileColumnReduction, compileRowReduction, type ReductionKind } from './compile-reduction.js';
export { compileMoments, SUMS_BYTES, type MomentsForm } from './compile-moments.js';
