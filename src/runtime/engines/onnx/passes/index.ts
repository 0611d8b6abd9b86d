import {
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  type StepProgram,
} from '../../../capture/index.js';
import { fillChannels } from './channels.js';
import { fuseConvolutions } from './convolutions.js';
import { fuseDropoutMasks, fuseSlopes, slopesWithDropout } from './masks.js';
import { filtersBeforeSpreading, slopesBeforeSpreading, sumsBeforeSpreading } from './pooling.js';
import { fuseUpsampling } from './upsampling.js';

const passes = [
  fuseDropoutMasks,
  fuseSlopes,
  slopesBeforeSpreading,
  sumsBeforeSpreading,
  slopesWithDropout,
] as const;

/**
 * What this engine has shorter ways for, written as kernels of its own, whose names begin with `@`.
 *
 * @param block channels in a block, 0 for none
 */
export function fuse(program: StepProgram, block: number): StepProgram {
  let step = program;
  for (const pass of passes) step = eliminateDeadCode(pass(step));
  for (const pass of [fillChannels, fuseUpsampling, filtersBeforeSpreading])
    step = eliminateDeadCode(pass(step, block));
  return fuseConvolutions(eliminateCommonSubexpressions(step));
}
