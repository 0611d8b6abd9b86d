export { augmentation } from './augmentation.js';
export { FLOAT32, inFloat32, float32RangeProblem } from './float32.js';
export { functions } from './functions/index.js';
export { initializers } from './initializers/index.js';
export { layers } from './layers/index.js';
export { optimizers } from './optimizers/index.js';
export { Type, type Static, type TObject, type TSchema } from './typebox-builders.js';
export { sources } from './sources/index.js';
export type * from './definition-types.js';
