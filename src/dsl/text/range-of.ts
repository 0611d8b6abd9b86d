import type { SourceRange } from '../../diagnostics/index.js';

/** The source range of the characters [start, end) of a text. */
export type RangeOf = (start: number, end: number) => SourceRange;
