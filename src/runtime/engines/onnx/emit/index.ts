import type { EmitterTable } from '../lowering.js';
import { arrange } from './arrange.js';
import { convolution } from './convolution.js';
import { depthwiseConvolution } from './depthwise.js';
import { elementwise } from './elementwise.js';
import { image } from './image.js';
import { masks } from './masks.js';
import { matmul } from './matmul.js';
import { pooled } from './pooled-filter-gradient.js';
import { reduce } from './reduce.js';
import { spreadFilter } from './spread-filter.js';

/** How each kernel is written in ONNX. */
export const emitters: EmitterTable = {
  ...elementwise,
  ...reduce,
  ...arrange,
  ...masks,
  ...matmul,
  ...convolution,
  ...depthwiseConvolution,
  ...image,
  ...pooled,
  ...spreadFilter,
};
