/**
 * Diagnostics are values: every stage collects them in a list and continues; nothing is thrown for invalid input.
 * Positions are offsets; line and column are computed only when a diagnostic is rendered.
 */

/** A range of a source text. Offsets count UTF-16 code units; `end` is exclusive. */
export interface SourceRange {
  /** The file as the user named it (or `<command line>` for an override). */
  file: string;
  start: number;
  end: number;
  /** For a text of a template: where the template is used. */
  use?: TemplateUse;
}

export interface TemplateUse {
  template: string;
  range: SourceRange;
  /** That of the entries that the template makes, as the whole graph names them. */
  namespace?: string;
}

export type Severity = 'error' | 'warning';

/** Further information on a diagnostic, with a range of its own: "the first definition is here". */
export interface Note {
  message: string;
  range?: SourceRange;
}

/** What to do about it. With `replacement`, an editor can apply it to `range`. */
export interface Suggestion {
  message: string;
  range?: SourceRange;
  replacement?: string;
  /** Replaces the suggestion if its edit, when tried, does not help. Removed before diagnostics are shown. */
  otherwise?: string;
}

export interface Diagnostic {
  /** Stable, kebab-case, e.g. `unknown-layer`, explained by `lagraph explain CODE`. Listed in catalog.ts. */
  code: string;
  severity: Severity;
  /** One sentence in terms of the graph, without position and code. */
  message: string;
  /** Absent only if there is no text to point at. */
  range?: SourceRange;
  notes: Note[];
  suggestion?: Suggestion;
}

/** The texts that ranges point into, by file name. */
export type Sources = ReadonlyMap<string, string>;

/** Result of a stage: a value if one could be built, and all diagnostics reported on the way. */
export interface WithDiagnostics<T> {
  value?: T;
  diagnostics: Diagnostic[];
}
