const row = (cells) => `| ${cells.join(' | ')} |`;

/** A Markdown table. */
export const table = (heads, rows) => [row(heads), row(heads.map(() => '---')), ...rows.map(row)].join('\n');

/** About three significant digits: times range from fractions of a millisecond to an hour. */
export function digits(number) {
  if (number === null || number === undefined) return '–';
  const size = Math.abs(number);
  return number.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** A median with minimum and maximum: `0.81 (0.79 to 0.85)`. */
export const withSpread = (middle, [least, greatest], show = digits) =>
  `${show(middle)} (${show(least)} to ${show(greatest)})`;

/** Bytes as MiB. */
export const mebibytes = (bytes) => (bytes === null ? '–' : String(Math.round(bytes / 2 ** 20)));

/** `key: value`, one line each. */
export const listed = (record) =>
  Object.entries(record)
    .map(([what, which]) => `${what}: ${which}`)
    .join('\n');
