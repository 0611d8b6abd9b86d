/** Words of a graph's own, by the files that graphs are written in. */
import { createHash } from 'node:crypto';
import type { SourceRange } from '../diagnostics/index.js';
import type { OwnWords } from '../vocabulary/index.js';

/** A module of words, as a Program holds it. */
export interface WordModuleText {
  file: string;
  /** sha256 of the text. */
  hash: string;
  text: string;
}

/** What a file may use beside lagraph's own words. */
export interface WordsOfFile extends OwnWords {
  /** There is a module that could not be loaded (reported): an unknown word may be one of its. */
  isBroken: boolean;
}

/** By the file in which a word is written. */
export type WordsByFile = ReadonlyMap<string, WordsOfFile>;

/**
 * The same, as a Document holds them: what the words are is left open, so that the types of the library need none of tfjs
 * and TypeBox.
 */
export interface DocumentWords {
  /** How many files have words. */
  readonly size: number;
}

export const wordsOfDocument = (words: DocumentWords): WordsByFile => words as WordsByFile;

export const NO_WORDS: WordsOfFile = {
  layers: new Map(),
  functions: new Map(),
  optimizers: new Map(),
  sources: new Map(),
  isBroken: false,
};

/** As `sha256sum` says it of a file in UTF-8. */
export const wordModuleHash = (text: string): string =>
  createHash('sha256').update(text, 'utf8').digest('hex');

/**
 * The words of the file in which something is written. What comes from elsewhere, as a value of the command line, has the
 * words of the graph itself.
 */
export const wordsAt = (words: WordsByFile, range: SourceRange, graph: string): WordsOfFile =>
  words.get(range.file) ?? words.get(graph) ?? NO_WORDS;
