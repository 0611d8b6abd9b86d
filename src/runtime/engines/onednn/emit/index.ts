import type { KernelCall } from '../../../capture/index.js';
import type { Lowering } from '../lowering.js';
import type { Epilogues } from '../plan-epilogues.js';
import { activationEmitters } from './activations.js';
import type { CompositeEmitter } from './composite-emitter.js';
import {
  emitConvolution,
  emitConvolutionFilterGradient,
  emitConvolutionInputGradient,
} from './convolution.js';
import {
  emitConcat,
  emitPack,
  emitPad,
  emitReshape,
  emitSlice,
  emitSplit,
  emitTranspose,
  emitUnpack,
} from './data-movement.js';
import { emitMatMul } from './matmul.js';
import { emitMoments, emitMomentsGradient } from './moments.js';
import { emitAvgPool, emitAvgPoolGrad, emitMaxPool, emitMaxPoolGrad } from './pooling.js';
import { emitTile } from './broadcast.js';
import { emitPower } from './power.js';
import { emitArgMax, emitReduction } from './reduce.js';
import { emitResizeNearest, emitResizeNearestGrad } from './resize.js';
import { layerNormalizationEmitters } from './layer-normalization.js';
import { emitGather, emitSpread } from './upsampling-filter.js';
import { emitSoftmax, softmaxGradient } from './softmax.js';

export { emitElementwiseGroup } from './elementwise.js';
export { emitFallback } from './fallback.js';

export type Emitter = (lowering: Lowering, call: KernelCall, epilogues: Epilogues) => void;

/** Emitters of calls of a higher level that are not element-wise kernels. */
export const compositeEmitters: Readonly<Record<string, CompositeEmitter>> = {
  ...layerNormalizationEmitters,
  ...activationEmitters,
  SoftmaxGrad: softmaxGradient,
};

/** The emitter of each kernel that is neither element-wise nor left to tfjs. */
export const emitters: Readonly<Record<string, Emitter>> = {
  Conv2D: emitConvolution,
  Conv2DBackpropFilter: emitConvolutionFilterGradient,
  Conv2DBackpropInput: emitConvolutionInputGradient,
  DepthwiseConv2dNative: emitConvolution,
  DepthwiseConv2dNativeBackpropFilter: emitConvolutionFilterGradient,
  DepthwiseConv2dNativeBackpropInput: emitConvolutionInputGradient,
  BatchMatMul: emitMatMul,
  MaxPool: emitMaxPool,
  MaxPoolGrad: emitMaxPoolGrad,
  AvgPool: emitAvgPool,
  AvgPoolGrad: emitAvgPoolGrad,
  ResizeNearestNeighbor: emitResizeNearest,
  ResizeNearestNeighborGrad: emitResizeNearestGrad,
  '@Moments': emitMoments,
  '@MomentsGrad': emitMomentsGradient,
  '@Spread': emitSpread,
  '@Gather': emitGather,
  Softmax: emitSoftmax,
  Tile: emitTile,
  Pow: emitPower,
  ArgMax: emitArgMax,
  Sum: emitReduction,
  Mean: emitReduction,
  Max: emitReduction,
  Min: emitReduction,
  Reshape: emitReshape,
  Identity: emitReshape,
  Transpose: emitTranspose,
  Slice: emitSlice,
  SplitV: emitSplit,
  Unpack: emitUnpack,
  Concat: emitConcat,
  Pack: emitPack,
  PadV2: emitPad,
  Fill: (lowering, { outputs, attrs }) => lowering.defineFilled(outputs[0]!, Number(attrs.value)),
};
