/** Shape inference rules of all kernels that a step may contain. */
import { compositeRules, optimizerRule } from './composites.js';
import { dataMovementRules } from './data-movement.js';
import { elementwiseRules } from './elementwise.js';
import { imageRules } from './pooling-and-resizing.js';
import { linearAlgebraRules } from './matmul-and-convolution.js';
import { reductionRules } from './reductions.js';
import type { KernelRule, KernelTable } from './shape-inference.js';

export const kernelRules: KernelTable = {
  ...elementwiseRules,
  ...reductionRules,
  ...dataMovementRules,
  ...linearAlgebraRules,
  ...imageRules,
};

/** The rule of a call's kernel, composites included; undefined if there is no such kernel. */
export const kernelRule = (kernel: string): KernelRule | undefined =>
  kernelRules[kernel] ?? compositeRules[kernel] ?? (kernel.startsWith('Apply') ? optimizerRule : undefined);

export { kernelDecompositions, type KernelRecorder } from './decompositions.js';
export { KernelError, type KernelAttributes } from './shape-inference.js';
