export { assignedText, assignmentText } from './assignment-text.js';
export { changeText } from './change-text.js';
export { type ExpressionSide, expressionChange } from './expression-change.js';
export { type ExpressionWriter, createExpressionWriter } from './expression-text.js';
export {
  exampleText,
  initializerText,
  isShownNode,
  networkText,
  nodeLabel,
  nodeText,
  parameterCount,
  trainingLayers,
} from './network-text.js';
export { loadText } from './load-text.js';
export { optimizersText } from './optimizers-text.js';
export { type Origins, createOrigins, paramOriginText } from './origins.js';
export { countText, listText, numberOf, sameValue, valueText } from './value-text.js';
export { shortWordText, wordText } from './word-text.js';
