import { getKernel, registerKernel, unregisterKernel, type KernelFunc } from '@tensorflow/tfjs-core';

/** For each kernel, its replacement, given the original. */
export type KernelCorrections = Readonly<Record<string, (own: KernelFunc) => KernelFunc>>;

const corrected = new Set<KernelFunc>();

/** Registers corrected kernels in the place of a backend's own, which must be there already; idempotent. */
export function registerCorrections(backendName: string, corrections: KernelCorrections): void {
  for (const [kernelName, correct] of Object.entries(corrections)) {
    const present = getKernel(kernelName, backendName);
    if (!present || corrected.has(present.kernelFunc)) continue;
    const kernelFunc = correct(present.kernelFunc);
    corrected.add(kernelFunc);
    unregisterKernel(kernelName, backendName);
    registerKernel({ kernelName, backendName, kernelFunc });
  }
}
