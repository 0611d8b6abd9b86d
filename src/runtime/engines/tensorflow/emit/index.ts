import type { TensorflowEmitterTable } from '../call-site.js';
import { tensorflowDataMovementEmitters } from './data-movement.js';
import { tensorflowConvolutionEmitters } from './convolution.js';
import { tensorflowElementwiseEmitters } from './elementwise.js';
import { tensorflowPoolingAndResizingEmitters } from './pooling-and-resizing.js';
import { tensorflowMaskEmitters } from './dropout-and-activation-masks.js';
import { tensorflowMatmulEmitters } from './matmul.js';
import { tensorflowReductionEmitters } from './reduce.js';
import { tensorflowUpsamplingFilterEmitters } from './upsampling-filter.js';

/** The emitter of each kernel. */
export const tensorflowEmitters: TensorflowEmitterTable = {
  ...tensorflowElementwiseEmitters,
  ...tensorflowReductionEmitters,
  ...tensorflowDataMovementEmitters,
  ...tensorflowMatmulEmitters,
  ...tensorflowConvolutionEmitters,
  ...tensorflowPoolingAndResizingEmitters,
  ...tensorflowMaskEmitters,
  ...tensorflowUpsamplingFilterEmitters,
};
