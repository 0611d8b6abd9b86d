/** Kernels of tfjs's pure JavaScript backend that are wrong in 4.22, written anew. */
import { getKernel, registerKernel, unregisterKernel, type KernelFunc } from '@tensorflow/tfjs-core';
import { avgPoolGrad } from './avg-pool-grad.js';
import { kernelsIgnoringDilations, withDilationSupport } from './dilated-convolution-gradients.js';
import { accurateElu, accurateErf, accurateSelu, signWithNaN } from './elementwise.js';
import { inOneSum } from '../mended/index.js';
import { resizeBilinearGrad } from './resize-bilinear-grad.js';
import { resizeNearestNeighborGrad } from './resize-nearest-neighbor-grad.js';

export { correctTensorflowKernels } from './tensorflow-backend.js';
export { isDilatedGradient } from './dilated-convolution-gradients.js';

/** For each kernel, what is to take the place of tfjs's own. */
const corrections: readonly (readonly [kernelName: string, mend: (own: KernelFunc) => KernelFunc])[] = [
  ['AvgPoolGrad', () => avgPoolGrad],
  ['BatchMatMul', inOneSum],
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

/** Put the mended kernels in the place of the wrong ones. Needs tfjs's cpu backend to be loaded; may be called again. */
export function correctCpuKernels(): void {
  for (const [kernelName, mend] of corrections) {
    const present = getKernel(kernelName, 'cpu');
    if (!present || correctedKernels.has(present.kernelFunc)) continue;
    const kernelFunc = mend(present.kernelFunc);
    correctedKernels.add(kernelFunc);
    unregisterKernel(kernelName, 'cpu');
    registerKernel({ kernelName, backendName: 'cpu', kernelFunc });
  }
}
