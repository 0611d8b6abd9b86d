import { eliminateCommonSubexpressions, eliminateDeadCode, type StepProgram } from '../../capture/index.js';
import {
  fuseDropoutMasks,
  fuseActivationSlopes,
  fuseUpsampling,
  hoistSlopesAboveMaxPoolGradient,
  hoistSumsAboveMaxPoolGradient,
} from '../passes/index.js';

const passes = [
  fuseDropoutMasks,
  fuseActivationSlopes,
  hoistSlopesAboveMaxPoolGradient,
  hoistSumsAboveMaxPoolGradient,
  (step: StepProgram) => fuseUpsampling(step, () => true),
  eliminateCommonSubexpressions,
] as const;

/** Fuses patterns that TensorFlow has cheaper forms for into kernels named `@...`. */
export const fuseForTensorflow = (program: StepProgram): StepProgram =>
  passes.reduce((step, pass) => eliminateDeadCode(pass(step)), program);
