import type { Report, SourceRange } from '../diagnostics/index.js';
import type { Arguments } from '../vocabulary/index.js';
import type { TObject } from 'typebox';
import type { Plain, PlainEntry, WordUse } from './document.js';

/** A use of a word with arguments, or anything that has arguments like one (an augmentation). */
export interface Use {
  range: SourceRange;
  args: PlainEntry[];
  main?: Plain;
  siblings?: readonly string[];
}

/** The word's definition; reports `unknown-word` with did-you-mean where there is none. */
export function findWord<T extends { name: string }>(
  _use: WordUse,
  _words: ReadonlyMap<string, T>,
  _kind: 'layer' | 'optimizer' | 'initializer' | 'source',
  _report: Report,
): T | undefined {
  throw new Error('not there yet');
}

/**
 * Arguments by name with every default filled in, checked against the definition's schema; undefined after an error.
 * Every error stands at its argument.
 */
export function readArguments(
  _use: Use,
  _definition: { name: string; args: TObject; main?: string },
  _report: Report,
): Arguments | undefined {
  throw new Error('not there yet');
}
