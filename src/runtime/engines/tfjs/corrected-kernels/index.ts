/** Corrected kernels for defects of tfjs 4.22's JavaScript backend. */
import { getKernel, registerKernel, unregisterKernel, type KernelFunc } from '@tensorflow/tfjs-core';
import { avgPoolGrad } from './avg-pool-grad.js';
import { kernelsIgnoringDilations, withDilationSupport } from './dilated-convolution-gradients.js';
import { accurateElu, accurateErf, accurateSelu, signWithNaN } from './elementwise.js';
import { matMulInOneBlock } from './mat-mul.js';
import { resizeBilinearGrad } from './resize-bilinear-grad.js';
import { resizeNearestNeighborGrad } from './resize-nearest-neighbor-grad.js';

export { correctTensorflowKernels } from './tensorflow-backend.js';
export { convolutionInfo, isDilatedGradient } from './dilated-convolution-gradients.js';

/** For each kernel, its replacement, given the original. */
const corrections: readonly (readonly [kernelName: string, mend: (own: KernelFunc) => KernelFunc])[] = [
  ['AvgPoolGrad', () => avgPoolGrad],
  ['BatchMatMul', matMulInOneBlock],
  ['Elu', () => accurateElu],
  ['Erf', () => accurateErf],
  ['Selu', () => accurateSelu],
  ['Sign', signWithNaN],
  ['ResizeBilinearGrad', () => resizeBilinearGrad],
  ['ResizeNearestNeighborGrad', () => resizeNearestNeighborGrad],
  ...[...kernelsIgnoringDilations].map(
    (name) => [name, (own: KernelFunc) => withDilationSupport(name, own)] as const,
  ),
];

const correctedKernels = new Set<KernelFunc>();

/** Registers the corrected kernels. Needs the cpu backend to be loaded; idempotent. */
export function correctCpuKernels(): void {
  for (const [kernelName, correct] of corrections) {
    const present = getKernel(kernelName, 'cpu');
    if (!present || correctedKernels.has(present.kernelFunc)) continue;
    const kernelFunc = correct(present.kernelFunc);
    correctedKernels.add(kernelFunc);
    unregisterKernel(kernelName, 'cpu');
    registerKernel({ kernelName, backendName: 'cpu', kernelFunc });
  }
}
