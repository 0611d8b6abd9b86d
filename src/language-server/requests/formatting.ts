import type { TextEdit } from 'vscode-languageserver';
import type { Analysis } from '../analysis.js';

/** The edit that brings the text into the common style; none if it can't be read, which diagnostics say. */
export async function formattingOf(
  analysis: Analysis,
  format: (text: string, file: string) => Promise<string>,
): Promise<TextEdit[]> {
  if (!analysis.checked().document) return [];
  const formatted = await format(analysis.text, analysis.file);
  if (formatted === analysis.text) return [];
  const { start, end } = changedPart(analysis.text, formatted);
  return [
    {
      range: analysis.range({ start, end }),
      newText: formatted.slice(start, formatted.length - (analysis.text.length - end)),
    },
  ];
}

/** What lies between the common beginning and the common end, in whole lines, so that cursors elsewhere stay. */
function changedPart(before: string, after: string): { start: number; end: number } {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  start = before.lastIndexOf('\n', start - 1) + 1;
  const room = Math.min(before.length, after.length) - start;
  let tail = 0;
  while (tail < room && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  // The end stands behind a line break, or at the end of the text.
  while (tail > 0 && before[before.length - 1 - tail] !== '\n') tail -= 1;
  return { start, end: before.length - tail };
}
