import { cachedLineIndexes } from './line-index.js';
import { escapeControlCharacters, escapeToOneLine } from './escape-control-characters.js';
import { sortByPosition } from './sort-by-position.js';
import type { Diagnostic, SourceRange, Sources } from './diagnostic.js';

interface CommandDetails {
  /** Where GitHub shows it. */
  range?: SourceRange;
  /** The file, if there is no place in it to point at. */
  file?: string;
  title: string;
  text: string;
  sources: Sources;
}

/**
 * One workflow command, which GitHub displays at the line of the file (docs.github.com, "Workflow commands for GitHub
 * Actions").
 */
export function githubCommand(
  level: 'error' | 'warning' | 'notice',
  { range, file, title, text, sources }: CommandDetails,
): string {
  const properties: [string, string | number][] = [];
  const name = range?.file ?? file;
  if (name !== undefined) properties.push(['file', name]);
  const lines = range && cachedLineIndexes(sources)(range.file);
  if (range && lines) {
    const start = lines.lineColumn(range.start);
    const end = lines.lineColumn(range.end);
    properties.push(['line', start.line], ['endLine', end.line], ['col', start.column]);
    // GitHub accepts an end column only within one line.
    if (end.line === start.line) properties.push(['endColumn', Math.max(end.column, start.column + 1)]);
  }
  properties.push(['title', title]);
  const written = properties
    .map(([key, value]) => `${key}=${escapeProperty(escapeToOneLine(String(value)))}`)
    .join(',');
  return `::${level} ${written}::${escapeData(escapeControlCharacters(text))}\n`;
}

/** Diagnostics as workflow commands, one per line. */
export function renderGithub(diagnostics: readonly Diagnostic[], sources: Sources): string {
  const tables = cachedLineIndexes(sources);
  return sortByPosition(diagnostics)
    .map(({ code, severity, message, range, notes, suggestion }) => {
      const text = [
        message,
        ...notes.map((note) => {
          const at = note.range && tables(note.range.file)?.lineColumn(note.range.start);
          return `note: ${note.message}${at ? ` (line ${at.line}, column ${at.column})` : ''}`;
        }),
        ...(suggestion ? [`help: ${suggestion.message}`] : []),
      ].join('\n');
      return githubCommand(severity, { ...(range ? { range } : {}), title: code, text, sources });
    })
    .join('');
}

function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
