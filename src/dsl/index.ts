export type * from './document.js';
export type * from './expression/index.js';
export { printExpression } from './expression/index.js';
export { COMMAND_LINE_SOURCE } from './parameters/index.js';
export { readGraph, sourceTexts, type ReadGraphOptions } from './read-graph.js';
export { findWordDefinition, readWordArguments, type ArgumentsUse } from './word-arguments.js';
