/** Markdown helpers. */

export const code = (value) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

/** Escapes text for a table cell. */
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');

export const table = (heads, rows) =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

/** A link to a heading of this page, by its GitHub anchor. */
export const linkTo = (heading, text = heading) =>
  `[${text}](#${heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')})`;
