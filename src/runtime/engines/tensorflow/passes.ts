import { eliminateCommonSubexpressions, eliminateDeadCode, type StepProgram } from '../../capture/index.js';
import {
  fuseDropoutMasks,
  fuseSlopes,
  fuseUpsampling,
  slopesBeforeSpreading,
  sumsBeforeSpreading,
} from '../passes/index.js';

const passes = [
  fuseDropoutMasks,
  fuseSlopes,
  slopesBeforeSpreading,
  sumsBeforeSpreading,
  (step: StepProgram) => fuseUpsampling(step, () => true),
  eliminateCommonSubexpressions,
] as const;

/** What TensorFlow has shorter ways for, written as kernels of lagraph's own, whose names begin with `@`. */
export const fuse = (program: StepProgram): StepProgram =>
  passes.reduce((step, pass) => eliminateDeadCode(pass(step)), program);
