export { collectOccurrences } from './collect-occurrences.js';
export { symbolId, type GraphSymbol, type Occurrence, type SymbolKind } from './graph-symbol.js';
export * from './outline.js';
export { templateParams } from './collect-templates.js';
export * from './resolve-names.js';
export { scanExpression, type ScannedExpression } from './scan-expression.js';
