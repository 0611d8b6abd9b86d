/**
 * Diagnostics are values. Every stage collects them in a list and goes on; nothing is thrown for bad input.
 * Positions are offsets here; line and column are computed only when a diagnostic is printed.
 */

/** A stretch of a source text. Offsets count UTF-16 code units; `end` is exclusive. */
export interface SourceRange {
  /** The file as the user named it (or `<command line>` for an override). */
  file: string;
  start: number;
  end: number;
}

export type Severity = 'error' | 'warning';

/** A second place or thought that belongs to a diagnostic: "the first definition is here". */
export interface Note {
  message: string;
  range?: SourceRange;
}

/** What to do about it. With `replacement`, an editor can apply it to `range`. */
export interface Suggestion {
  message: string;
  range?: SourceRange;
  replacement?: string;
  /** What is said where the edit, once it was tried, does not help. Gone when diagnostics are shown. */
  otherwise?: string;
}

export interface Diagnostic {
  /** Stable, kebab-case, e.g. `unknown-layer`; `lagraph explain CODE` tells more. Listed in catalog.ts. */
  code: string;
  severity: Severity;
  /** One sentence in the graph's own words; no position, no code. */
  message: string;
  /** Absent only where there is no text to point at. */
  range?: SourceRange;
  notes: Note[];
  suggestion?: Suggestion;
}

/** The texts that ranges point into, by file name. */
export type Sources = ReadonlyMap<string, string>;

/** What a stage returns: a value where one could be made, and everything that was found on the way. */
export interface WithDiagnostics<T> {
  value?: T;
  diagnostics: Diagnostic[];
}
