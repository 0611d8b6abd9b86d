import type { Diagnostic, SourceRange, Sources } from './diagnostic.js';

/**
 * Prepares the diagnostics of all stages for display: every range is non-empty and inside its text, and diagnostics
 * at one range are merged (the second becomes a note of the first; a warning beside an error is dropped).
 */
export function finalizeDiagnostics(diagnostics: readonly Diagnostic[], sources: Sources): Diagnostic[] {
  const first = new Map<string, Diagnostic>();
  const result: Diagnostic[] = [];
  const errorsFirst = [...diagnostics].sort((a, b) => severityRank(a) - severityRank(b));
  for (const found of errorsFirst) {
    const diagnostic = withVisibleRanges(found, sources);
    const { range } = diagnostic;
    const key = range && `${range.file}\n${range.start}\n${range.end}`;
    const other = key === undefined ? undefined : first.get(key);
    if (!other) {
      if (key !== undefined) first.set(key, diagnostic);
      result.push(diagnostic);
    } else if (other.severity === diagnostic.severity && other.code !== diagnostic.code) {
      if (other.notes.some(({ message }) => message === diagnostic.message)) continue;
      other.notes.push({ message: diagnostic.message });
    }
  }
  return result;
}

const severityRank = ({ severity }: Diagnostic): number => (severity === 'error' ? 0 : 1);

function withVisibleRanges(diagnostic: Diagnostic, sources: Sources): Diagnostic {
  const { range, suggestion } = diagnostic;
  const edit = suggestion?.range;
  return {
    ...diagnostic,
    ...(range ? { range: widenEmptyRange(range, sources) } : {}),
    notes: diagnostic.notes.map((note) =>
      note.range ? { ...note, range: widenEmptyRange(note.range, sources) } : note,
    ),
    // An edit may be an insertion, so its range may stay empty; it is only clamped to the text.
    ...(suggestion && edit ? { suggestion: { ...suggestion, range: clampRange(edit, sources) } } : {}),
  };
}

function clampRange(range: SourceRange, sources: Sources): SourceRange {
  const length = sources.get(range.file)?.length;
  if (length === undefined || (range.start <= length && range.end <= length)) return range;
  return { ...range, start: Math.min(range.start, length), end: Math.min(range.end, length) };
}

/** Widens an empty range to the character at its offset, or to the last visible one before it. */
function widenEmptyRange(given: SourceRange, sources: Sources): SourceRange {
  const range = clampRange(given, sources);
  const text = sources.get(range.file);
  if (range.end > range.start || text === undefined || text.length === 0) return range;
  const at = (offset: number) => ({
    ...range,
    start: offset,
    end: offset + String.fromCodePoint(text.codePointAt(offset)!).length,
  });
  const seen = (offset: number) => /\S/.test(text[offset] ?? '');
  if (seen(range.start)) return at(range.start);
  let before = range.start - 1;
  while (before >= 0 && !seen(before)) before -= 1;
  if (before < 0) return at(Math.min(range.start, text.length - 1));
  const isSecondHalf =
    /[\udc00-\udfff]/.test(text[before]!) && /[\ud800-\udbff]/.test(text[before - 1] ?? '');
  return at(isSecondHalf ? before - 1 : before);
}
