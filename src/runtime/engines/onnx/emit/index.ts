import type { OnnxEmitterTable } from '../lowering-context.js';
import { onnxDataMovementEmitters } from './data-movement.js';
import { onnxConvolutionEmitters } from './convolution.js';
import { onnxDepthwiseConvolutionEmitters } from './depthwise.js';
import { onnxElementwiseEmitters } from './elementwise.js';
import { onnxPoolingAndResizingEmitters } from './pooling-and-resizing.js';
import { onnxMaskEmitters } from './dropout-and-activation-masks.js';
import { onnxMatmulEmitters } from './matmul.js';
import { onnxPooledFilterGradientEmitters } from './pooled-filter-gradient.js';
import { onnxReductionEmitters } from './reduce.js';
import { onnxUpsamplingFilterEmitters } from './upsampling-filter.js';

/** The emitter of each kernel. */
export const onnxEmitters: OnnxEmitterTable = {
  ...onnxElementwiseEmitters,
  ...onnxReductionEmitters,
  ...onnxDataMovementEmitters,
  ...onnxMaskEmitters,
  ...onnxMatmulEmitters,
  ...onnxConvolutionEmitters,
  ...onnxDepthwiseConvolutionEmitters,
  ...onnxPoolingAndResizingEmitters,
  ...onnxPooledFilterGradientEmitters,
  ...onnxUpsamplingFilterEmitters,
};
