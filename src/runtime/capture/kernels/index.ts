/** Every kernel that a step can be made of: what comes out for what goes in. One line of a table each. */
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

export { decompositions, type Decomposition, type Recording } from './decompositions.js';
export {
  normalizeAxes,
  broadcastOperands,
  KernelError,
  elementCount,
  type KernelAttributes,
  type InferredKernel,
  type KernelRule,
  type KernelTable,
  type Operands,
} from './shape-inference.js';
