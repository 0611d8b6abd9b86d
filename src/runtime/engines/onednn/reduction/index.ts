export { compileColumnReduction, compileRowReduction, type ReductionKind } from './compile-reduction.js';
