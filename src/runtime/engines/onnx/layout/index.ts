export {
  physicalAxes,
  singleAxisLayout,
  nchwcLayout,
  physicalDims,
  blockedFilterLayout,
  oihwFilterLayout,
  isNchwc,
  isPlainLayout,
  layoutKey,
  layoutConversion,
  permutedLayout,
  plainLayout,
  nchwLayout,
  product,
  reshapeLayout,
  transposeLayout,
  broadcastOperandLayout,
  sameLayout,
  joinAxisLayouts,
  transposedBlockedFilterLayout,
  dropAxes,
  type Layout,
  type LayoutConversion,
  type LogicalShape,
} from './layout.js';
export { packToLayout, unpackFromLayout } from './pack-state.js';
export { assignLayouts, type ConvolutionForm, type LayoutPlan } from './layout-assignment.js';
export { elementwiseKernels, fitsSubpixelConvolution } from './kernel-properties.js';
