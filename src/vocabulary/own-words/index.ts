export { wordId, wordName } from './word-id.js';
export { WordError } from './word-error.js';
export {
  noteFailedModule,
  noteUntrustedModule,
  registerModule,
  wordModule,
  type OwnWords,
  type WordModule,
} from './word-modules.js';
