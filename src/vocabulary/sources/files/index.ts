export { defineArraySource } from './array-source.js';
export { cellReader } from './cell-number.js';
export { recordOf } from './field-arguments.js';
export { MISSING_TEXTS } from './missing-texts.js';
export { defineTableSource } from './table-source.js';
