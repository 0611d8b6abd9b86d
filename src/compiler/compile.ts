import type { Outcome } from '../diagnostics/index.js';
import type { Document } from '../dsl/index.js';
import type { Program } from './program.js';

/** Document -> Program. */
export function compile(_document: Document): Outcome<Program> {
  throw new Error('not there yet');
}
