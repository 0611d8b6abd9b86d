import {
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  type StepProgram,
} from '../../../capture/index.js';
import {
  fuseDropoutMasks,
  fuseActivationSlopes,
  fuseUpsampling,
  hoistSlopesAboveMaxPoolGradient,
  mergeSlopesWithDropout,
  hoistSumsAboveMaxPoolGradient,
  type IsFusionProfitable,
} from '../../passes/index.js';
import { fitsSubpixelConvolution, type ConvolutionForm } from '../layout/index.js';
import { padChannelsToBlocks } from './pad-channels.js';
import { fuseBiasAndActivation } from './fuse-bias-and-activation.js';
import { fusePoolGradientIntoFilterGradient } from './fuse-pool-gradient-into-filter-gradient.js';

const passes = [
  fuseDropoutMasks,
  fuseActivationSlopes,
  hoistSlopesAboveMaxPoolGradient,
  hoistSumsAboveMaxPoolGradient,
  mergeSlopesWithDropout,
] as const;

/** Larger scales cost more convolutions and larger summed filters than they save. */
const LARGEST_SCALE = 4;

/** Profitable if NCHWc kernels apply to all three convolutions (forward and both gradients), or to none. */
const isUpsamplingFusionProfitable =
  ({ block, im2col }: ConvolutionForm): IsFusionProfitable =>
  (from, to, scale) => {
    if (Math.max(...scale) > LARGEST_SCALE) return false;
    const isWholeBlocks = (channels: number) => block > 0 && channels % block === 0;
    if (!isWholeBlocks(from)) return im2col && !isWholeBlocks(to);
    const isSubpixel = to < block && fitsSubpixelConvolution(scale, to, block);
    return isWholeBlocks(to) || isSubpixel;
  };

/** Fuses patterns that onnxruntime has cheaper forms for into kernels named `@...`. */
export function fuseForOnnx(program: StepProgram, form: ConvolutionForm): StepProgram {
  const { block } = form;
  let step = program;
  for (const pass of passes) step = eliminateDeadCode(pass(step));
  step = eliminateDeadCode(padChannelsToBlocks(step, block));
  step = eliminateDeadCode(fuseUpsampling(step, isUpsamplingFusionProfitable(form)));
  step = eliminateDeadCode(fusePoolGradientIntoFilterGradient(step, block));
  return fuseBiasAndActivation(eliminateCommonSubexpressions(step));
}
