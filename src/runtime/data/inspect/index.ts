export { inspectFile } from './inspect-file.js';
export type * from './inspection.js';
