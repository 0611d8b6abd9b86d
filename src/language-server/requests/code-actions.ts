import { CodeActionKind, type CodeAction, type Range } from 'vscode-languageserver';
import type { Analysis } from '../analysis.js';
import { diagnosticsOf, textIn } from './diagnostics.js';

/** Suggestions of diagnostics that are an edit; each was tried when the graph was checked. */
export function codeActionsOf(analysis: Analysis, range: Range): CodeAction[] {
  const from = analysis.offset(range.start);
  const to = analysis.offset(range.end);
  const { diagnostics } = analysis.checked();
  const published = diagnosticsOf(analysis);
  const actions = diagnostics.flatMap(({ suggestion }, i): CodeAction[] => {
    const { range: place, replacement, message } = suggestion ?? {};
    const diagnostic = published[i]!;
    if (!place || replacement === undefined) return [];
    const text = analysis.checked().sources.get(place.file);
    // Of a part, its own file is edited.
    const file = place.file === analysis.file ? analysis : textIn(place.file, text);
    if (!file) return [];
    const start = analysis.offset(diagnostic.range.start);
    const end = analysis.offset(diagnostic.range.end);
    if (end < from || start > to) return [];
    return [
      {
        title: titleOf(message ?? '', file.text.slice(place.start, place.end), replacement),
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        edit: {
          changes: { [file.uri]: [{ range: file.range(place), newText: replacement }] },
        },
      },
    ];
  });
  if (actions.length === 1) actions[0]!.isPreferred = true;
  return actions;
}

function titleOf(message: string, before: string, after: string): string {
  if (
    message !== '' &&
    !message.includes('\n') &&
    message.length <= 80 &&
    !message.startsWith('did you mean')
  ) {
    return message;
  }
  const short = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
  if (after === '') return `Remove ${short(before)}`;
  return before === '' ? `Insert ${short(after)}` : `Replace ${short(before)} by ${short(after)}`;
}
