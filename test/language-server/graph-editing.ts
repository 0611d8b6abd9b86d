import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompletionItem, Position, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { analyse, completionsAt, type Analysis } from '../../src/language-server/index.js';
import { root } from '../support/build-dist.js';

export const URI = 'file:///graph.yaml';

export const seedGraph = readFileSync(join(root, 'bench/pipeline/signs-to-mnist.yaml'), 'utf8');

/** One version of a text, as the server sees it. */
export const analysed = (text: string): Analysis =>
  analyse(TextDocument.create(URI, 'yaml', 1, text), '/graph.yaml');

/** A text with the cursor at `¦`. */
export function atCursor(marked: string): { analysis: Analysis; position: Position; text: string } {
  const offset = marked.indexOf('¦');
  if (offset < 0) throw new Error('there is no cursor in this text');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const analysis = analysed(text);
  return { analysis, position: analysis.position(offset), text };
}

/** The seed graph with a part replaced. */
export function seedWith(part: string, replacement: string): string {
  if (!seedGraph.includes(part)) throw new Error(`the seed graph has no ${part}`);
  return seedGraph.replace(part, () => replacement);
}

export function completions(marked: string): CompletionItem[] {
  const { analysis, position } = atCursor(marked);
  return completionsAt(analysis, position);
}

/** Labels in the order in which an editor shows them. */
export const labels = (marked: string): string[] =>
  completions(marked)
    .sort((a, b) => (a.sortText! < b.sortText! ? -1 : 1))
    .map(({ label }) => label);

/** The text after a completion was chosen. */
export function completed(marked: string, label: string): string {
  const { analysis, position, text } = atCursor(marked);
  const item = completionsAt(analysis, position).find((each) => each.label === label);
  if (!item?.textEdit) throw new Error(`${label} is not offered`);
  return applied(analysis, text, [item.textEdit as TextEdit]);
}

export function applied(analysis: Analysis, text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .sort((a, b) => analysis.offset(b.range.start) - analysis.offset(a.range.start))
    .reduce(
      (result, { range, newText }) =>
        result.slice(0, analysis.offset(range.start)) + newText + result.slice(analysis.offset(range.end)),
      text,
    );
}

export const editsOf = (edit: WorkspaceEdit | null | undefined): TextEdit[] => edit?.changes?.[URI] ?? [];
