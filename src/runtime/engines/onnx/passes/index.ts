import type { StepProgram } from '../../../capture/index.js';

/** What this engine has shorter ways for, written as kernels of its own, whose names begin with `@`. */
export function fuse(program: StepProgram): StepProgram {
  return program;
}
