export { catalog, type CatalogEntry, type DiagnosticCode } from './catalog.js';
export {
  collect,
  didYouMean,
  thereIs,
  thereIsAmong,
  type Collector,
  type Finding,
  type Report,
} from './collect.js';
export { linesOf, type Lines, type Place } from './lines.js';
export { printable, printableLine, printableParts } from './printable.js';
export { renderGithub } from './render-github.js';
export { renderJson } from './render-json.js';
export { renderText, type RenderOptions } from './render-text.js';
export { settled } from './settle.js';
export { inCircle, shortened } from './shorten.js';
export { byPlace } from './sort.js';
export { editDistance } from './edit-distance.js';
export { suggest, suggestAmong } from './suggest.js';
export { edited, unedited, withTriedSuggestions, type Checker, type Edit } from './tried.js';
export type * from './types.js';
