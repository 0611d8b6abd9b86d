/** Answers of the language server, computed from one version of a graph's text; and the server that gives them. */
export { analyse, type Analysis } from './analysis.js';
export { openGraphs, type OpenGraphs } from './open-graphs.js';
export { completionsAt } from './completion/index.js';
export * from './requests/index.js';
export { sameUpToNames } from './same-up-to-names.js';
export { serveLanguage, type LanguageServices } from './serve.js';
