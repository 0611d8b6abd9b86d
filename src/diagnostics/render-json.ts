import { cachedLineIndexes } from './line-index.js';
import { sortByPosition } from './sort-by-position.js';
import type { Diagnostic, Sources, SourceRange } from './diagnostic.js';

/** A range for programs: 1-based line and column (columns count characters), end exclusive; offsets in UTF-16 units. */
interface JsonRange {
  file: string;
  line?: number;
  column?: number;
  endLine?: number;
  endColumn?: number;
  start: number;
  end: number;
}

/** A range with its lines and columns, as far as the text of its file is among the sources. */
export function jsonRange(range: SourceRange, sources: Sources): JsonRange {
  const lines = cachedLineIndexes(sources)(range.file);
  if (!lines) return { ...range };
  const start = lines.lineColumn(range.start);
  const end = lines.lineColumn(range.end);
  return {
    file: range.file,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    start: range.start,
    end: range.end,
  };
}

/** The diagnostics for programs, sorted by position: values that are printed as JSON. */
export function jsonDiagnostics(diagnostics: readonly Diagnostic[], sources: Sources) {
  const withRange = <T extends { range?: SourceRange }>({ range, ...rest }: T) => ({
    ...rest,
    ...(range ? { range: jsonRange(range, sources) } : {}),
  });
  return sortByPosition(diagnostics).map(({ code, severity, message, range, notes, suggestion }) => ({
    code,
    severity,
    message,
    ...(range ? { range: jsonRange(range, sources) } : {}),
    notes: notes.map(withRange),
    ...(suggestion ? { suggestion: withRange(suggestion) } : {}),
  }));
}

/** The diagnostics, sorted by position, as a JSON array. */
export const renderJson = (diagnostics: readonly Diagnostic[], sources: Sources): string =>
  `${JSON.stringify(jsonDiagnostics(diagnostics, sources), null, 2)}\n`;
