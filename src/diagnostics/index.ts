export { diagnosticCatalog, type CatalogEntry, type DiagnosticCode } from './catalog.js';
export {
  createDiagnosticCollector,
  didYouMean,
  availableNamesText,
  thereIsAmong,
  type DiagnosticCollector,
  type DiagnosticInit,
  type DiagnosticReporter,
} from './diagnostic-collector.js';
export { cachedLineIndexes, createLineIndex, type LineIndex, type LineColumn } from './line-index.js';
export {
  escapeControlCharacters,
  escapeToOneLine,
  escapeControlCharactersDeep,
} from './escape-control-characters.js';
export { githubCommand, renderGithub } from './render-github.js';
export { jsonDiagnostics, jsonRange, renderJson } from './render-json.js';
export { renderText, type RenderOptions } from './render-text.js';
export { finalizeDiagnostics } from './finalize-diagnostics.js';
export { cycleText, shortenMessage } from './shorten-message.js';
export { sortByPosition } from './sort-by-position.js';
export { editDistance } from './edit-distance.js';
export { nearestName, suggestAmong } from './nearest-name.js';
export {
  applyEdits,
  mapToTextBeforeEdit,
  withVerifiedSuggestions,
  type EditChecker,
  type TextEdit,
} from './verify-suggestions.js';
export { replaceSpans, type SpanEdit } from './replace-spans.js';
export type * from './diagnostic.js';
