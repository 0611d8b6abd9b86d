import type { FunctionDefinition } from '../../definition-types.js';
import { concat } from './concat.js';
import { cumsum } from './cumsum.js';
import { einsum } from './einsum.js';
import { expandDims, squeeze } from './expand-dims-squeeze.js';
import { flattenFunction } from './flatten.js';
import { glu } from './glu.js';
import { l2Normalize } from './l2-normalize.js';
import { matmulFunction } from './matmul.js';
import { nearestFunction } from './nearest.js';
import { nearestIndex } from './nearest-index.js';
import { oneHot } from './one-hot.js';
import { reshapeFunction } from './reshape.js';
import { sliceFunction } from './slice.js';
import { logSoftmaxFunction, softmaxFunction } from './softmax.js';
import { argsort, sort, topK, topKIndices } from './sort.js';
import { stack } from './stack.js';
import { take, takeAlongAxis } from './take.js';
import { transpose } from './transpose.js';

export { sortLastAxis } from './sort.js';

/** Functions that combine or rearrange elements of a tensor. */
export const shapeFunctions: readonly FunctionDefinition[] = [
  argsort,
  concat,
  cumsum,
  einsum,
  expandDims,
  flattenFunction,
  glu,
  l2Normalize,
  logSoftmaxFunction,
  matmulFunction,
  nearestFunction,
  nearestIndex,
  oneHot,
  reshapeFunction,
  sliceFunction,
  softmaxFunction,
  sort,
  squeeze,
  stack,
  take,
  takeAlongAxis,
  topK,
  topKIndices,
  transpose,
];
