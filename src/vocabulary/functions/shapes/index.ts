import type { FunctionDefinition } from '../../types.js';
import { concat } from './concat.js';
import { expandDims, squeeze } from './dims.js';
import { flatten } from './flatten.js';
import { l2Normalize } from './l2-normalize.js';
import { matmul } from './matmul.js';
import { nearest } from './nearest.js';
import { oneHot } from './one-hot.js';
import { reshape } from './reshape.js';
import { logSoftmax, softmax } from './softmax.js';
import { stack } from './stack.js';
import { transpose } from './transpose.js';

/** Functions that look at several numbers at once, or move them about. */
export const shapes: readonly FunctionDefinition[] = [
  concat,
  expandDims,
  flatten,
  l2Normalize,
  logSoftmax,
  matmul,
  nearest,
  oneHot,
  reshape,
  softmax,
  squeeze,
  stack,
  transpose,
];
