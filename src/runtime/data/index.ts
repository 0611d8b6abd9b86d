/** Data sets: from what a source loads to batches. */
export { decodeImage, type ImageShape } from './tools/index.js';
export { openDataset } from './open.js';
export { DataProblem } from './problem.js';
export type * from './types.js';
