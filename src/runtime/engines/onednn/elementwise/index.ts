export { compileGroup, type GroupCode, type GroupOperand, type Rows } from './compile-group.js';
export { elementwiseKernels } from './kernels.js';
export {
  consumersOf,
  planElementwiseGroups,
  spreadOf,
  type ElementwiseGroup,
  type Spread,
} from './plan-groups.js';
export { expandOperands } from './expand-operands.js';
