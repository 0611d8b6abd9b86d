import { DiagnosticSeverity, type Diagnostic as LspDiagnostic } from 'vscode-languageserver';
import type { Diagnostic, SourceRange } from '../../diagnostics/index.js';
import type { Analysis } from '../analysis.js';

/** What `lagraph check` reports, with the places of its notes. */
export function diagnosticsOf(analysis: Analysis): LspDiagnostic[] {
  const { diagnostics } = analysis.checked();
  return diagnostics.map((diagnostic) => {
    const related = diagnostic.notes.flatMap(({ message, range }) =>
      range && range.file === analysis.file
        ? [{ message, location: { uri: analysis.uri, range: analysis.range(range) } }]
        : [],
    );
    return {
      range: analysis.range(placeOf(diagnostic.range, analysis)),
      severity: diagnostic.severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
      code: diagnostic.code,
      source: 'lagraph',
      message: messageOf(diagnostic),
      ...(related.length > 0 ? { relatedInformation: related } : {}),
      ...(diagnostic.code === 'unused' ? { tags: [1] } : {}),
    };
  });
}

/** An empty range is widened by a character, so that it can be seen. */
function placeOf(range: SourceRange | undefined, { text, file }: Analysis): { start: number; end: number } {
  if (!range || range.file !== file) return { start: 0, end: 0 };
  if (range.end > range.start) return range;
  const next = text[range.start];
  return next === undefined || next === '\n' || next === '\r'
    ? { start: Math.max(0, range.start - 1), end: range.start }
    : { start: range.start, end: range.start + 1 };
}

/** Editors show a message alone: notes without a place and the suggestion are part of it. */
function messageOf({ message, notes, suggestion }: Diagnostic): string {
  const more = notes.flatMap((note) => (note.range ? [] : [note.message]));
  return [message, ...more, ...(suggestion ? [suggestion.message] : [])].join('\n');
}
