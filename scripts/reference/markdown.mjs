/** Pieces of Markdown. */

export const code = (value) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

/** Text in a cell of a table. */
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');

export const table = (heads, rows) =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

/** A link to a heading of this page, with the name that GitHub gives it. */
export const linkTo = (heading, text = heading) =>
  `[${text}](#${heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')})`;
