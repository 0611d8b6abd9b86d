export { constantOf } from './constant.js';
export { lower } from './lower.js';
export { spreadDense } from './shape-help.js';
export { fieldOf } from './fields.js';
export { streamNames, type Scope, type Value } from './scope.js';
export { inline, makeWireList, type WireList } from './wire-list.js';
export { mentions } from './mentions.js';
