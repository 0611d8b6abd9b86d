/** A column of a text table. */
export interface TableColumn {
  title: string;
  /** Numbers are aligned right, words left. */
  align?: 'left' | 'right';
}

/** ANSI colour sequences have no width. */
// eslint-disable-next-line no-control-regex
const COLOUR_SEQUENCES = /\u001b\[[0-9;]*m/g;

/** Width in terminal columns; each character counts as one. */
export function printedWidth(text: string): number {
  return [...text.replace(COLOUR_SEQUENCES, '')].length;
}

/**
 * A plain-text table: two spaces between columns, titles first, no rules. Columns that are empty in every row are
 * left out.
 */
export function textTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const shown = columns
    .map((column, at) => ({ column, at }))
    .filter(({ at }) => rows.length === 0 || rows.some((row) => (row[at] ?? '') !== ''));
  const widths = shown.map(({ column, at }) =>
    Math.max(printedWidth(column.title), ...rows.map((row) => printedWidth(row[at] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => {
        const room = ' '.repeat(Math.max(0, widths[at]! - printedWidth(cell)));
        return shown[at]!.column.align === 'right' ? room + cell : cell + room;
      })
      .join('  ')
      .trimEnd();
  return [
    line(shown.map(({ column }) => column.title)),
    ...rows.map((row) => line(shown.map(({ at }) => row[at] ?? ''))),
  ].join('\n');
}
