import type { EmitterTable } from '../lowering.js';
import { arrange } from './arrange.js';
import { convolution } from './convolution.js';
import { elementwise } from './elementwise.js';
import { linear } from './linear.js';
import { pool } from './pool.js';
import { reduce } from './reduce.js';
import { resizing } from './resize.js';

/** How each kernel of tfjs is written in ONNX. */
export const emitters: EmitterTable = {
  ...arrange,
  ...convolution,
  ...elementwise,
  ...linear,
  ...pool,
  ...reduce,
  ...resizing,
};
