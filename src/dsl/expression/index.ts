export { parseExpression } from './parse.js';
export { printExpression } from './print.js';
export type * from './types.js';
