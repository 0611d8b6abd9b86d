import { DiagnosticSeverity, type Diagnostic as LspDiagnostic } from 'vscode-languageserver';
import type { Diagnostic, SourceRange } from '../../diagnostics/index.js';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { PartEntry } from '../../dsl/index.js';
import type { Analysis } from '../analysis.js';
import { uriOf } from '../uris.js';

/**
 * What `lagraph check` reports, with the places of its notes. That of a part is said where the graph imports it, as it is
 * said in the part.
 */
export function diagnosticsOf(analysis: Analysis): LspDiagnostic[] {
  return analysis.checked().diagnostics.map((diagnostic) => toLsp(diagnostic, analysis));
}

/** What is wrong in the files of parts, by file. */
export function diagnosticsOfParts(analysis: Analysis): Map<string, LspDiagnostic[]> {
  const { diagnostics, sources } = analysis.checked();
  const found = new Map<string, LspDiagnostic[]>();
  for (const diagnostic of diagnostics) {
    const { range } = diagnostic;
    const text = range && range.file !== analysis.file ? sources.get(range.file) : undefined;
    if (!range || text === undefined || !analysis.imported().some(({ file }) => file === range.file))
      continue;
    const place = textIn(range.file, text)!;
    found.set(range.file, [...(found.get(range.file) ?? []), toLsp(diagnostic, place)]);
  }
  return found;
}

/** A file that is no part of an editor's state; undefined for what is none, as the command line. */
export function textIn(file: string, text: string | undefined): File | undefined {
  if (text === undefined || file.startsWith('<')) return undefined;
  const document = TextDocument.create(uriOf(file), 'yaml', 0, text);
  return { uri: document.uri, file, text, range: rangeIn(document) };
}

const rangeIn =
  (document: TextDocument): Analysis['range'] =>
  ({ start, end }) => ({ start: document.positionAt(start), end: document.positionAt(end) });

/** The import by which a file is a part of a graph. */
function importOf(file: string, imported: readonly PartEntry[]): SourceRange | undefined {
  const part = imported.find((one) => one.file === file);
  const [top] = part?.namespace.split('.') ?? [];
  return imported.find(({ namespace }) => namespace === top)?.range;
}

type File = Pick<Analysis, 'uri' | 'file' | 'text' | 'range'> & Partial<Pick<Analysis, 'imported'>>;

function toLsp(diagnostic: Diagnostic, analysis: File): LspDiagnostic {
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
}

/** An empty range is widened by a character, so that it can be seen. */
function placeOf(
  range: SourceRange | undefined,
  { text, file, imported }: File,
): { start: number; end: number } {
  if (!range) return { start: 0, end: 0 };
  if (range.file !== file) return importOf(range.file, imported?.() ?? []) ?? { start: 0, end: 0 };
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
