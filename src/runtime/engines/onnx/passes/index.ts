import {
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  type StepProgram,
} from '../../../capture/index.js';
import { fuseConvolutions } from './convolutions.js';
import { fuseDropoutMasks, fuseSlopes } from './masks.js';

/** What this engine has shorter ways for, written as kernels of its own, whose names begin with `@`. */
export function fuse(program: StepProgram): StepProgram {
  let step = program;
  for (const pass of [fuseDropoutMasks, fuseSlopes]) step = eliminateDeadCode(pass(step));
  return fuseConvolutions(eliminateCommonSubexpressions(step));
}
