export { compileData, dataUse } from './datasets.js';
