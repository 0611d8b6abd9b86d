import { cachedLineIndexes } from './line-index.js';
import { escapeControlCharacters, escapeToOneLine } from './escape-control-characters.js';
import { sortByPosition } from './sort-by-position.js';
import type { Diagnostic, Sources } from './diagnostic.js';

/**
 * Workflow commands, one per line, which GitHub displays at the line of the file (docs.github.com, "Workflow commands
 * for GitHub Actions").
 */
export function renderGithub(diagnostics: readonly Diagnostic[], sources: Sources): string {
  const tables = cachedLineIndexes(sources);
  return sortByPosition(diagnostics)
    .map(({ code, severity, message, range, notes, suggestion }) => {
      const properties: [string, string | number][] = [];
      if (range) {
        properties.push(['file', range.file]);
        const lines = tables(range.file);
        if (lines) {
          const start = lines.lineColumn(range.start);
          const end = lines.lineColumn(range.end);
          properties.push(['line', start.line], ['endLine', end.line], ['col', start.column]);
          // GitHub accepts an end column only within one line.
          if (end.line === start.line) properties.push(['endColumn', Math.max(end.column, start.column + 1)]);
        }
      }
      properties.push(['title', code]);
      const written = properties
        .map(([name, value]) => `${name}=${escapeProperty(escapeToOneLine(String(value)))}`)
        .join(',');
      const text = [
        message,
        ...notes.map((note) => {
          const at = note.range && tables(note.range.file)?.lineColumn(note.range.start);
          return `note: ${note.message}${at ? ` (line ${at.line}, column ${at.column})` : ''}`;
        }),
        ...(suggestion ? [`help: ${suggestion.message}`] : []),
      ].join('\n');
      return `::${severity} ${written}::${escapeData(escapeControlCharacters(text))}\n`;
    })
    .join('');
}

function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
