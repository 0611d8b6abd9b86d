import type { KernelCall, StepProgram } from '../../../capture/index.js';
import type { Lowering } from '../lowering.js';
import type { Epilogues } from '../plan-epilogues.js';
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
import { emitAvgPool, emitAvgPoolGrad, emitMaxPool, emitMaxPoolGrad } from './pooling.js';
import { emitReduction } from './reduce.js';
import { emitResizeNearest, emitResizeNearestGrad } from './resize.js';
import { normalizationEmitters } from './normalization.js';
import { emitSoftmax } from './softmax.js';

export { emitElementwiseGroup } from './elementwise.js';
export { emitFallback } from './fallback.js';

export type Emitter = (lowering: Lowering, call: KernelCall, epilogues: Epilogues) => void;

/** An emitter of a call of a higher level. */
export interface CompositeEmitter {
  /** The inputs that it reads; null where the call has to be taken apart. */
  reads(call: KernelCall, program: StepProgram): readonly string[] | null;
  emit(lowering: Lowering, call: KernelCall): void;
}

export const compositeEmitters: Readonly<Record<string, CompositeEmitter>> = { ...normalizationEmitters };

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
  Softmax: emitSoftmax,
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
