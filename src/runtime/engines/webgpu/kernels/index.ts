/** Kernels that are registered in the place of tfjs's own, or that tfjs lacks. */
import { getKernel, registerKernel, unregisterKernel, type KernelFunc } from '@tensorflow/tfjs-core';
import { castToFloat } from './cast.js';
import { cumprod, cumsum } from './cumulative.js';
import { dilatedConvolutionGradients } from './dilated-convolution-gradients.js';
import { elementaryFunctions } from './elementary-functions.js';
import { avgPoolGrad, maxPoolGrad } from './pooling-gradients.js';
import { padHighRanks } from './pad.js';
import { tileHighRanks } from './tile.js';
import { elementwise } from './run-program.js';

/** For each kernel, its replacement, given the original. */
const corrections: Readonly<Record<string, (own: KernelFunc) => KernelFunc>> = {
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
  Tile: tileHighRanks,
};

/** Registers the corrected kernels of a backend; to be called once, after its own are there. */
export function correctKernels(backendName: string): void {
  for (const [kernelName, correct] of Object.entries(corrections)) {
    const present = getKernel(kernelName, backendName);
    if (!present) continue;
    unregisterKernel(kernelName, backendName);
    registerKernel({ kernelName, backendName, kernelFunc: correct(present.kernelFunc) });
  }
}
