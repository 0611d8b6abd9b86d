/** Every kernel that a step can be made of: what comes out for what goes in. One line of a table each. */
import { arrange } from './arrange.js';
import { elementwise } from './elementwise.js';
import { image } from './image.js';
import { linear } from './linear.js';
import { reduce } from './reduce.js';
import type { KernelTable } from './rule.js';

export const kernels: KernelTable = { ...elementwise, ...reduce, ...arrange, ...linear, ...image };

export { expansions, type Expansion, type Recording } from './expand.js';
export {
  axesOf,
  broadcast,
  KernelProblem,
  sizeOf,
  type Attributes,
  type Inferred,
  type KernelRule,
  type KernelTable,
  type Operands,
} from './rule.js';
