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

/** The diagnostics, sorted by position, as a JSON array. */
export function renderJson(diagnostics: readonly Diagnostic[], sources: Sources): string {
  const tables = cachedLineIndexes(sources);
  const place = (range: SourceRange): JsonRange => {
    const lines = tables(range.file);
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
  };
  const withRange = <T extends { range?: SourceRange }>({ range, ...rest }: T) => ({
    ...rest,
    ...(range ? { range: place(range) } : {}),
  });
  const values = sortByPosition(diagnostics).map(({ code, severity, message, range, notes, suggestion }) => ({
    code,
    severity,
    message,
    ...(range ? { range: place(range) } : {}),
    notes: notes.map(withRange),
    ...(suggestion ? { suggestion: withRange(suggestion) } : {}),
  }));
  return `${JSON.stringify(values, null, 2)}\n`;
}
