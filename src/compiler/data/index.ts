export { compileDatasets, resolveDataUse } from './compile-datasets.js';
