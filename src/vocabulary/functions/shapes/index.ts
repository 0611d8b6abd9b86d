import type { FunctionDefinition } from '../../definition-types.js';
import { concat } from './concat.js';
import { expandDims, squeeze } from './expand-dims-squeeze.js';
import { flattenFunction } from './flatten.js';
import { l2Normalize } from './l2-normalize.js';
import { matmulFunction } from './matmul.js';
import { nearestFunction } from './nearest.js';
import { oneHot } from './one-hot.js';
import { reshapeFunction } from './reshape.js';
import { logSoftmaxFunction, softmaxFunction } from './softmax.js';
import { stack } from './stack.js';
import { transpose } from './transpose.js';

/** Functions that combine or rearrange elements of a tensor. */
export const shapeFunctions: readonly FunctionDefinition[] = [
  concat,
  expandDims,
  flattenFunction,
  l2Normalize,
  logSoftmaxFunction,
  matmulFunction,
  nearestFunction,
  oneHot,
  reshapeFunction,
  softmaxFunction,
  squeeze,
  stack,
  transpose,
];
