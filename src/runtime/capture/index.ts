export type * from './step-program.js';
export { captureStep, type CaptureResult, type CaptureTools } from './capture-step.js';
export { registerCorrectedGradients } from './corrected-gradients.js';
export {
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  foldConstants,
  foldSplats,
  optimizeStepProgram,
  cleanupPasses,
  removeIdentities,
  type Pass,
} from './passes/index.js';
export { printStepProgram } from './print-step-program.js';
export { declareState, weightsUsedBy, type StateDeclaration } from './state-declarations.js';
export { evaluationStep, trainingStep } from './train-and-evaluation-steps.js';
export { runOnBackend } from './run-on-backend.js';
export { verifyStepProgram } from './verify-step-program.js';
