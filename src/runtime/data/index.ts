/** Data sets: sources are read, paired, divided into splits and gathered into batches; image files are decoded. */
export { DataError } from './data-error.js';
export { rowsByClass } from './rows-by-class.js';
export type * from './example-set.js';
export { inspectFile, type CsvForm, type FileInspection, type InspectedPart } from './inspect/index.js';
export { openDataset } from './open-dataset.js';
export { decodeImage, type ImageShape } from './tools/index.js';
