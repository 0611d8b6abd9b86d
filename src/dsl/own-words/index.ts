/** Words of graphs' own: the modules that they name, and what is known of them. */
export {
  filesOfGraph,
  wordModulesOf,
  writtenModules,
  modulePathProblem,
  type ModuleText,
} from './module-paths.js';
export { createWordsReader, readOwnWords, type WordsReader } from './read-words.js';
export {
  NO_WORDS,
  wordModuleHash,
  wordsAt,
  wordsOfDocument,
  type WordModuleText,
  type WordsByFile,
  type WordsOfFile,
} from '../words-of-file.js';
