/** Corrected kernels for defects of tfjs 4.22's JavaScript backend. */
import type { KernelFunc } from '@tensorflow/tfjs-core';
import { avgPoolGrad } from './avg-pool-grad.js';
import { kernelsIgnoringDilations, withDilationSupport } from './dilated-convolution-gradients.js';
import { accurateElu, accurateErf, accurateSelu, signWithNaN } from './elementwise.js';
import { matMulInOneBlock } from './mat-mul.js';
import { registerCorrections, type KernelCorrections } from './register-corrections.js';
import { resizeBilinearGrad } from './resize-bilinear-grad.js';
import { resizeNearestNeighborGrad } from './resize-nearest-neighbor-grad.js';

export { registerCorrections, type KernelCorrections } from './register-corrections.js';
export { correctTensorflowKernels } from './tensorflow-backend.js';
export { convolutionInfo, isDilatedGradient } from './dilated-convolution-gradients.js';

const corrections: KernelCorrections = {
  AvgPoolGrad: () => avgPoolGrad,
  BatchMatMul: matMulInOneBlock,
  Elu: () => accurateElu,
  Erf: () => accurateErf,
  Selu: () => accurateSelu,
  Sign: signWithNaN,
  ResizeBilinearGrad: () => resizeBilinearGrad,
  ResizeNearestNeighborGrad: () => resizeNearestNeighborGrad,
  ...Object.fromEntries(
    [...kernelsIgnoringDilations].map((name) => [name, (own: KernelFunc) => withDilationSupport(name, own)]),
  ),
};

/** Registers the corrected kernels. Needs the cpu backend to be loaded; idempotent. */
export const correctCpuKernels = (): void => registerCorrections('cpu', corrections);
