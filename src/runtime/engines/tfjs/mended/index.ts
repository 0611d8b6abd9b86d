/** Kernels of tfjs's pure JavaScript backend that are wrong in 4.22, written anew. */
import { getKernel, registerKernel, unregisterKernel, type KernelFunc } from '@tensorflow/tfjs-core';
import { avgPoolGrad } from './avg-pool-grad.js';
import { dilatedKernels, withDilations } from './dilated-convolution-gradients.js';
import { elu, erf, selu, withNotANumber } from './elementwise.js';
import { inOneSum } from './mat-mul.js';
import { resizeBilinearGrad } from './resize-bilinear-grad.js';
import { resizeNearestNeighborGrad } from './resize-nearest-neighbor-grad.js';

export { mendTensorflowKernels } from './tensorflow.js';
export { isDilatedGradient } from './dilated-convolution-gradients.js';

/** For each kernel, what is to take the place of tfjs's own. */
const mended: readonly (readonly [kernelName: string, mend: (own: KernelFunc) => KernelFunc])[] = [
  ['AvgPoolGrad', () => avgPoolGrad],
  ['BatchMatMul', inOneSum],
  ['Elu', () => elu],
  ['Erf', () => erf],
  ['Selu', () => selu],
  ['Sign', withNotANumber],
  ['ResizeBilinearGrad', () => resizeBilinearGrad],
  ['ResizeNearestNeighborGrad', () => resizeNearestNeighborGrad],
  ...[...dilatedKernels].map((name) => [name, (own: KernelFunc) => withDilations(name, own)] as const),
];

const done = new Set<KernelFunc>();

/** Put the mended kernels in the place of the wrong ones. Needs tfjs's cpu backend to be loaded; may be called again. */
export function mendCpuKernels(): void {
  for (const [kernelName, mend] of mended) {
    const present = getKernel(kernelName, 'cpu');
    if (!present || done.has(present.kernelFunc)) continue;
    const kernelFunc = mend(present.kernelFunc);
    done.add(kernelFunc);
    unregisterKernel(kernelName, 'cpu');
    registerKernel({ kernelName, backendName: 'cpu', kernelFunc });
  }
}
