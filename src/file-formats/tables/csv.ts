import type PapaType from 'papaparse';
import { damagedFile, FileContentError } from '../file-content-error.js';
import { decodeTextFile, type TextEncoding } from './decode-text-file.js';
import type { RowVisitor, Table } from './table.js';

export interface CsvOptions {
  /** A character, or `whitespace`: any number of spaces and tabs. */
  separator: string;
  /** Whether the first row holds the names of the columns; else they are called 0, 1 and so on. */
  header: boolean;
  /** Lines before the table. */
  skipLines: number;
  encoding: TextEncoding;
}

export const WHITESPACE = 'whitespace';

/** Comma-separated values (RFC 4180) and what programs write by that name. */
export async function openCsv(bytes: Uint8Array, path: string, options: CsvOptions): Promise<Table> {
  const text = decodeTextFile(bytes, path, options.encoding);
  const { start, lines } = skipLines(text, options.skipLines);
  const { default: papa } = await import('papaparse');
  const each = (visit: RowVisitor) =>
    options.separator === WHITESPACE
      ? visitWhitespaceRows(text, start, lines, visit)
      : visitRows(papa, text.slice(start), lines, options.separator, path, visit);

  let first: { cells: readonly string[]; line: number } | undefined;
  each((cells, _row, line) => {
    first = { cells: cells as readonly string[], line: line! };
    return false;
  });
  if (!first) throw damagedFile(path, 'holds no rows');
  const width = first.cells.length;
  const names = options.header ? first.cells.map((name) => name.trim()) : first.cells.map((_, at) => `${at}`);
  return {
    columns: names.map((name) => ({ name, type: 'text' })),
    async rows(wanted, visit) {
      const before = options.header ? 1 : 0;
      each((cells, row, line) => {
        if (row <= before) return;
        if (cells.length !== width) throw raggedRow(path, line!, cells.length, width, options);
        const own = wanted.map((at) => cellOf((cells as readonly string[])[at]!));
        visit(own, row - before, line);
      });
    },
  };
}

function cellOf(written: string): string | null {
  const text = written.trim();
  return text === '' ? null : text;
}

function raggedRow(path: string, line: number, there: number, width: number, { header }: CsvOptions) {
  const wanted = `${width}, as the ${header ? 'header' : 'first row'} has`;
  const hint = header
    ? 'If the lines before it are no part of the table, say how many: skip_lines. A cell that holds the separator stands in quotes.'
    : 'A cell that holds the separator stands in quotes.';
  return new FileContentError(`${path}, line ${line}: there are ${there} cells, not ${wanted}. ${hint}`);
}

/** Where the text goes on after some lines. */
function skipLines(text: string, lines: number): { start: number; lines: number } {
  let start = 0;
  for (let line = 0; line < lines; line++) {
    const end = text.indexOf('\n', start);
    if (end < 0) return { start: text.length, lines: line };
    start = end + 1;
  }
  return { start, lines };
}

type Visit = (cells: readonly string[], row: number, line: number) => boolean | void;

/** `visit` returns false to stop. Empty lines are no rows. */
function visitRows(
  papa: typeof PapaType,
  text: string,
  linesBefore: number,
  delimiter: string,
  path: string,
  visit: RowVisitor | Visit,
): void {
  let row = 0;
  let line = linesBefore + 1;
  let failure: unknown;
  papa.parse<string[]>(text, {
    delimiter,
    step({ data, errors }, parser) {
      const begun = line;
      line += 1;
      for (const cell of data) {
        if (cell.includes('\n')) line += cell.split('\n').length - 1;
      }
      try {
        const quotes = errors.find(({ type }) => type === 'Quotes');
        if (quotes) throw brokenQuotes(path, begun, quotes.code);
        if (data.length === 1 && data[0]!.trim() === '') return;
        row += 1;
        if ((visit as Visit)(data, row, begun) === false) parser.abort();
      } catch (error) {
        failure = error;
        parser.abort();
      }
    },
  });
  if (failure !== undefined) throw failure;
}

function brokenQuotes(path: string, line: number, code: string): FileContentError {
  return new FileContentError(
    code === 'MissingQuotes'
      ? `${path}: the quotes that open in the row at line ${line} are not closed. Quotes within a cell are written twice.`
      : `${path}, line ${line}: something stands after the closing quotes of a cell. Quotes within a cell are written twice.`,
  );
}

function visitWhitespaceRows(
  text: string,
  start: number,
  linesBefore: number,
  visit: RowVisitor | Visit,
): void {
  let row = 0;
  let line = linesBefore;
  for (let at = start; at < text.length;) {
    const end = text.indexOf('\n', at);
    const content = text.slice(at, end < 0 ? text.length : end).trim();
    at = end < 0 ? text.length : end + 1;
    line += 1;
    if (content === '') continue;
    row += 1;
    if ((visit as Visit)(content.split(/\s+/), row, line) === false) return;
  }
}
