/** One file for each request of the protocol, or for several that give the same answer. */
export { codeActionsOf } from './code-actions.js';
export { codeLensesOf } from './code-lens.js';
export { diagnosticsOf, diagnosticsOfParts } from './diagnostics.js';
export { documentSymbolsOf } from './document-symbols.js';
export { formattingOf } from './formatting.js';
export { hoverAt } from './hover.js';
export { definitionAt, highlightsAt, referencesAt } from './navigation.js';
export { prepareRenameAt, renameAt, type Refusal } from './rename.js';
