export { foldConstant } from './fold-constant.js';
export { lowerExpression } from './lower-expression.js';
export { denseOnImage } from './shape-mismatch-help.js';
export { addFieldWire } from './field-wire.js';
export { createStreamNames, type ExpressionScope, type LoweredValue } from './expression-scope.js';
export { inlineWires, createWireBuilder, type WireBuilder } from './wire-builder.js';
export { mentionedNames, partsOf } from './mentioned-names.js';
export { createDataScope, lowerMeasure, type DataScope } from './data-scope.js';
export { isTotal } from './total-values.js';
