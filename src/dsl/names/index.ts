export {
  declaredName,
  FUNCTION_SIGNATURE_PATTERN,
  readFunctionSignature,
  type FunctionSignature,
} from './function-signature.js';
/** Where a graph has names of its entries. */
export { namePrefixes } from './name-prefixes.js';
export { madeOf } from './made-of.js';
export { nameRoleAt } from './name-roles.js';
export { outsideOfTemplate } from './outside-of-template.js';
export { splitDataUse } from './split-data-use.js';
export { namesInExpression, type ExpressionName } from './names-in-expression.js';
