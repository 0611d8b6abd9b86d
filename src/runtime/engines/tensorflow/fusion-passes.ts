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

/** What TensorFlow has shorter ways for, written as kernels of lagraph's own, whose names begin with `@`. */
export const fuseForTensorflow = (program: StepProgram): StepProgram =>
  passes.reduce((step, pass) => eliminateDeadCode(pass(step)), program);
