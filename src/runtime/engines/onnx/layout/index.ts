export {
  axesOf,
  axisOnly,
  blocks,
  dims,
  filterBlocks,
  filterPlanes,
  isBlocked,
  isPlain,
  keyOf,
  move,
  permuted,
  plain,
  planes,
  product,
  regroup,
  relabel,
  restricted,
  same,
  stacked,
  turnedFilterBlocks,
  without,
  type Layout,
  type Move,
  type Shape,
} from './layout.js';
export { packed, unpacked } from './host.js';
export { planLayouts, type Form, type LayoutPlan } from './plan.js';
export { elementwiseKernels, fitsStacked } from './kernels.js';
