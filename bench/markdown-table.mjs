const row = (cells) => `| ${cells.join(' | ')} |`;

/** A Markdown table. */
export const table = (heads, rows) => [row(heads), row(heads.map(() => '---')), ...rows.map(row)].join('\n');

/** Three significant digits or so: times run from parts of a millisecond to an hour. */
export function digits(number) {
  if (number === null || number === undefined) return '–';
  const size = Math.abs(number);
  return number.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** A middle with its least and greatest: `0.81 (0.79 to 0.85)`. */
export const withSpread = (middle, [least, greatest], show = digits) =>
  `${show(middle)} (${show(least)} to ${show(greatest)})`;

/** Of bytes. */
export const mebibytes = (bytes) => (bytes === null ? '–' : String(Math.round(bytes / 2 ** 20)));

/** `what: which`, a line each. */
export const listed = (record) =>
  Object.entries(record)
    .map(([what, which]) => `${what}: ${which}`)
    .join('\n');
