import type { Diagnostic } from './diagnostic.js';

/** Sorted by file (in order of first mention), then by offset; diagnostics without a range last. */
export function sortByPosition(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const files = new Map<string, number>();
  for (const { range } of diagnostics) {
    if (range && !files.has(range.file)) files.set(range.file, files.size);
  }
  const file = ({ range }: Diagnostic) => (range ? files.get(range.file)! : files.size);
  return [...diagnostics].sort(
    (a, b) =>
      file(a) - file(b) ||
      (a.range?.start ?? 0) - (b.range?.start ?? 0) ||
      (a.range?.end ?? 0) - (b.range?.end ?? 0),
  );
}
