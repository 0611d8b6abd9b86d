export type * from './step-program.js';
export { capture, type CaptureResult, type CaptureTools } from './capture.js';
export { mendGradients } from './mended-gradients.js';
export {
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  foldConstants,
  foldUniform,
  optimize,
  passes,
  removeIdentities,
  type Pass,
} from './passes/index.js';
export { print } from './print.js';
export { stateOf, weightsUsed, type StateDeclaration } from './state-of.js';
export { evaluationStep, trainingStep } from './step.js';
export { onBackend } from './switch.js';
export { verify } from './verify.js';
