/** Clean-up passes of StepPrograms: each maps a program to another, and may run alone. */
export { eliminateCommonSubexpressions } from './common-subexpressions.js';
export { foldConstants } from './constant-folding.js';
export { eliminateDeadCode } from './dead-code.js';
export { decomposeComposites, type CompositeSupport } from './decompose-composites.js';
export { removeIdentities } from './identities.js';
export { cleanupPasses, optimizeStepProgram } from './optimize.js';
export type { StepProgramPass } from './program-editor.js';
export { foldSplats } from './splat-folding.js';
