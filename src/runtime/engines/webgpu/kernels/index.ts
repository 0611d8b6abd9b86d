/** Kernels that are registered in the place of tfjs's own, or that tfjs lacks. */
import { registerCorrections, type KernelCorrections } from '../../tfjs/index.js';
import { castToFloat } from './cast.js';
import { cumprod, cumsum } from './cumulative.js';
import { dilatedConvolutionGradients } from './dilated-convolution-gradients.js';
import { elementaryFunctions } from './elementary-functions.js';
import { avgPoolGrad, maxPoolGrad } from './pooling-gradients.js';
import { padHighRanks } from './pad.js';
import { selectHighRanks } from './select.js';
import { tileHighRanks } from './tile.js';
import { elementwise } from './run-program.js';

const corrections: KernelCorrections = {
  ...Object.fromEntries(
    Object.entries(elementaryFunctions).map(([name, [expression, functions]]) => [
      name,
      () => elementwise(name, expression, functions),
    ]),
  ),
  ...dilatedConvolutionGradients,
  AvgPoolGrad: () => avgPoolGrad,
  Cast: castToFloat,
  Cumprod: cumprod,
  Cumsum: cumsum,
  MaxPoolGrad: () => maxPoolGrad,
  PadV2: padHighRanks,
  Select: selectHighRanks,
  Tile: tileHighRanks,
};

/** Registers the corrected kernels of a backend, after its own are there. */
export const correctKernels = (backendName: string): void => registerCorrections(backendName, corrections);
