/** Capture: a step of training, evaluation or prediction, recorded from tfjs calls as a StepProgram; clean-up passes. */
export { assignmentScalars } from './apply-assignments.js';
export { captureStep, type CaptureTools } from './capture-step.js';
export { registerCorrectedGradients } from './corrected-gradients.js';
export {
  cleanupPasses,
  decomposeComposites,
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  optimizeStepProgram,
  type CompositeSupport,
} from './passes/index.js';
export { networkByName } from './forward-pass.js';
export { printStepProgram } from './print-step-program.js';
export {
  bestWeightStateName,
  counterStateName,
  slotStateName,
  weightOfBestStateName,
} from './state-names.js';
export { runOnBackend } from './run-on-backend.js';
export { declareState } from './state-declarations.js';
export type * from './step-program.js';
export { evaluationStep, trainingStep } from './train-and-evaluation-steps.js';
export { verifyStepProgram } from './verify-step-program.js';
