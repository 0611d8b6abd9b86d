/** Modules of words of graphs' own: whether they are trusted, and how they are loaded. */
export { importModule } from './import-module.js';
export { loadGraphWords, loadModules, missingModules, type TrustModule } from './load-words.js';
export { isTrusted, trustedModules, trustFile, trustFolder, type TrustRecord } from './trust.js';
