/** Where a graph has names of its entries. */
export { nameRoleAt, type NameRole } from './name-roles.js';
export { splitDataUse } from './split-data-use.js';
export { namesInExpression, type ExpressionName } from './names-in-expression.js';
