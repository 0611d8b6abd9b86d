import {
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  type StepProgram,
} from '../../../capture/index.js';
import {
  fuseDropoutMasks,
  fuseSlopes,
  fuseUpsampling,
  slopesBeforeSpreading,
  slopesWithDropout,
  sumsBeforeSpreading,
  type Gains,
} from '../../passes/index.js';
import { fitsStacked, type Form } from '../layout/index.js';
import { fillChannels } from './channels.js';
import { fuseConvolutions } from './convolutions.js';
import { filtersBeforeSpreading } from './pooled-filters.js';

const passes = [
  fuseDropoutMasks,
  fuseSlopes,
  slopesBeforeSpreading,
  sumsBeforeSpreading,
  slopesWithDropout,
] as const;

/** Larger scales write more convolutions, and larger summed filters, than they save. */
const LARGEST_SCALE = 4;

/** Where blocked convolutions take all three parts, or none of them. */
const upsamplingGains =
  ({ block, columns }: Form): Gains =>
  (from, to, scale) => {
    if (Math.max(...scale) > LARGEST_SCALE) return false;
    const whole = (channels: number) => block > 0 && channels % block === 0;
    if (!whole(from)) return columns && !whole(to);
    const few = to < block && fitsStacked(scale, to, block);
    return whole(to) || few;
  };

/** What this engine has shorter ways for, written as kernels of its own, whose names begin with `@`. */
export function fuse(program: StepProgram, form: Form): StepProgram {
  const { block } = form;
  let step = program;
  for (const pass of passes) step = eliminateDeadCode(pass(step));
  step = eliminateDeadCode(fillChannels(step, block));
  step = eliminateDeadCode(fuseUpsampling(step, upsamplingGains(form)));
  step = eliminateDeadCode(filtersBeforeSpreading(step, block));
  return fuseConvolutions(eliminateCommonSubexpressions(step));
}
