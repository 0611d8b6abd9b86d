/** What stands from `start` up to `end`, and what takes its place. Offsets are of the text before any change. */
export interface SpanEdit {
  start: number;
  end: number;
  replacement: string;
}

/** A text with spans replaced; they do not overlap. */
export const replaceSpans = (text: string, edits: readonly SpanEdit[]): string =>
  [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce(
      (result, { start, end, replacement }) => result.slice(0, start) + replacement + result.slice(end),
      text,
    );
