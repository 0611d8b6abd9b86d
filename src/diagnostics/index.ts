export { catalog, type CatalogEntry, type DiagnosticCode } from './catalog.js';
export { collect, didYouMean, type Collector, type Finding, type Report } from './collect.js';
export { linesOf, type Lines, type Place } from './lines.js';
export { renderGithub } from './render-github.js';
export { renderJson } from './render-json.js';
export { renderText, type RenderOptions } from './render-text.js';
export { byPlace } from './sort.js';
export { editDistance, suggest } from './suggest.js';
export type * from './types.js';
