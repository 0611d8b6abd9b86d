/** Data sets: from what a source loads to batches. */
export { decodeImage, type ImageShape } from './tools/index.js';
export { openDataset } from './open-dataset.js';
export { DataError } from './data-error.js';
export type * from './example-set.js';
