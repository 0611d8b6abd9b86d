export { compileDatasets, resolveDataUse } from './compile-datasets.js';
export { pairCount } from './pair-count.js';
