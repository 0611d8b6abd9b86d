/** Kernels of tfjs's pure JavaScript backend that are wrong in 4.22, written anew. */
import { getKernel, registerKernel, unregisterKernel, type KernelFunc } from '@tensorflow/tfjs-core';
import { avgPoolGrad } from './avg-pool-grad.js';
import { resizeBilinearGrad } from './resize-bilinear-grad.js';
import { resizeNearestNeighborGrad } from './resize-nearest-neighbor-grad.js';

const mended: readonly { kernelName: string; kernelFunc: KernelFunc }[] = [
  { kernelName: 'AvgPoolGrad', kernelFunc: avgPoolGrad },
  { kernelName: 'ResizeBilinearGrad', kernelFunc: resizeBilinearGrad },
  { kernelName: 'ResizeNearestNeighborGrad', kernelFunc: resizeNearestNeighborGrad },
];

/** Put the mended kernels in the place of the wrong ones. Needs tfjs's cpu backend to be loaded; may be called again. */
export function mendCpuKernels(): void {
  for (const { kernelName, kernelFunc } of mended) {
    const present = getKernel(kernelName, 'cpu');
    if (!present || present.kernelFunc === kernelFunc) continue;
    unregisterKernel(kernelName, 'cpu');
    registerKernel({ kernelName, backendName: 'cpu', kernelFunc });
  }
}
