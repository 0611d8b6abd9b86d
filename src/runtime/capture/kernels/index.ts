/** Shape inference rules of all kernels that a step may contain. */
import { dataMovementRules } from './data-movement.js';
import { elementwiseRules } from './elementwise.js';
import { imageRules } from './pooling-and-resizing.js';
import { linearAlgebraRules } from './matmul-and-convolution.js';
import { reductionRules } from './reductions.js';
import type { KernelTable } from './shape-inference.js';

export const kernelRules: KernelTable = {
  ...elementwiseRules,
  ...reductionRules,
  ...dataMovementRules,
  ...linearAlgebraRules,
  ...imageRules,
};

export { kernelDecompositions, type KernelRecorder } from './decompositions.js';
export { KernelError, type KernelAttributes } from './shape-inference.js';
