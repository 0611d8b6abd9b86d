import { openCsv, WHITESPACE, type CsvOptions } from '../../../file-formats/index.js';
import type { CsvForm } from './inspection.js';

/** Rows that are looked at. */
const SAMPLE_ROWS = 100;

const SEPARATORS = [',', ';', '\t', '|', WHITESPACE];
const MAX_SKIPPED_LINES = 5;

const isNumber = (text: string, decimal: string) =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(decimal === ',' ? text.replace(',', '.') : text);

/**
 * How a csv file is written: the separator and lines before the table that give rows of one width, the more the better;
 * a header if no cell of the first row is a number, and some below it is.
 */
export async function guessCsvForm(bytes: Uint8Array, path: string): Promise<CsvForm> {
  const encoding = await guessEncoding(bytes, path);
  const forms: { width: number; separator: string; skip: number; rows: (string | null)[][] }[] = [];
  for (let skip = 0; skip <= MAX_SKIPPED_LINES; skip++) {
    for (const separator of SEPARATORS) {
      const rows = await sample(bytes, path, { separator, header: false, skipLines: skip, encoding });
      const width = rows?.[0]?.length ?? 0;
      if (rows && width > 0) forms.push({ width, separator, skip, rows });
    }
    // A header of the same width follows no other lines.
    if (forms.some(({ width }) => width > 1)) break;
  }
  const best = forms.reduce<(typeof forms)[number] | undefined>(
    (one, other) => (!one || other.width > one.width ? other : one),
    undefined,
  );
  if (!best) return { separator: ',', header: true, skip_lines: 0, decimal: '.', encoding };
  const { separator, skip, rows } = best;
  const commas = rows.flat().filter((cell) => cell !== null && /^[+-]?\d+,\d+$/.test(cell)).length;
  const decimal = separator !== ',' && commas > 0 ? ',' : '.';
  const [first = [], ...rest] = rows;
  const isNumberAt = (row: readonly (string | null)[], at: number) =>
    row[at] !== null && isNumber(row[at]!, decimal);
  const hasNumber = (row: readonly (string | null)[]) => row.some((_, at) => isNumberAt(row, at));
  const header = !hasNumber(first) && (rest.length === 0 || rest.some(hasNumber) || !repeats(rows));
  // Numbers and words where all rows below have numbers: scikit-learn's files begin so, with counts and classes.
  const isPreamble =
    hasNumber(first) &&
    rest.length > 0 &&
    first.some(
      (cell, at) => cell !== null && !isNumberAt(first, at) && rest.every((row) => isNumberAt(row, at)),
    );
  return {
    separator: separator === '\t' ? 'tab' : separator,
    header,
    skip_lines: skip + (isPreamble ? 1 : 0),
    decimal,
    encoding,
  };
}

/** Whether a cell of the first row occurs again below it, as names of columns do not. */
const repeats = ([first = [], ...rest]: (string | null)[][]) =>
  first.some((cell, at) => cell !== null && rest.some((row) => row[at] === cell));

async function guessEncoding(bytes: Uint8Array, path: string): Promise<CsvForm['encoding']> {
  try {
    await openCsv(bytes, path, { separator: ',', header: false, skipLines: 0, encoding: 'utf-8' });
    return 'utf-8';
  } catch (error) {
    if (/is no text in utf-8/.test((error as Error).message)) return 'latin1';
    throw error;
  }
}

/** The first rows; null if they are not of one width. */
async function sample(
  bytes: Uint8Array,
  path: string,
  options: CsvOptions,
): Promise<(string | null)[][] | null> {
  const rows: (string | null)[][] = [];
  const enough = new Error('enough rows');
  try {
    const table = await openCsv(bytes, path, options);
    const all = table.columns.map((_, at) => at);
    await table.rows(all, (cells) => {
      rows.push(cells as (string | null)[]);
      if (rows.length === SAMPLE_ROWS) throw enough;
    });
    return rows;
  } catch (error) {
    return error === enough ? rows : null;
  }
}
