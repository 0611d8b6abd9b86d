export { parseExpression } from './parse-expression.js';
export { printExpression } from './print-expression.js';
export type * from './syntax-tree.js';
export { tokenizeExpression, type ExpressionToken } from './tokenize.js';
