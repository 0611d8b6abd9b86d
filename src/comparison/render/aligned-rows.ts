import { html, scrollTable, type Html } from '../../page/index.js';
import type { RowsData } from '../../report/index.js';
import type { ComparedGroup } from '../comparison.js';

type Row = RowsData['rows'][number];

interface GroupRows {
  group: ComparedGroup;
  rows: RowsData;
}

/** Examples side by side, at most: a wide table is scrolled. */
const MAX_EXAMPLES = 60;

const isSamePlan = (a: RowsData, b: RowsData): boolean =>
  a.examples.dataset === b.examples.dataset &&
  a.examples.split === b.examples.split &&
  a.rows.every(({ sheet }) => sheet.width > 0) &&
  Math.min(...a.rows.map(({ sheet }) => sheet.count)) === Math.min(...b.rows.map(({ sheet }) => sheet.count));

/**
 * Rows of images of several groups in one table: a column for each example, and below one another what each group makes
 * of it. Null if the groups show other examples.
 */
export function alignedRows(name: string, groups: readonly GroupRows[]): Html | null {
  const [first] = groups;
  if (!first || !groups.every(({ rows }) => isSamePlan(first.rows, rows))) return null;
  const titles = [...new Set(groups.flatMap(({ rows }) => rows.rows.map(({ title }) => title)))];
  const count = Math.min(MAX_EXAMPLES, ...first.rows.rows.map(({ sheet }) => sheet.count));
  const bodies = titles.map((title, at) => {
    const own = groups.flatMap(({ group, rows }) => {
      const row = rows.rows.find((one) => one.title === title);
      return row ? [{ group, row }] : [];
    });
    // What all have alike is shown once: the examples themselves.
    const isAlike = own.length === groups.length && own.every(({ row }) => sameImages(row, own[0]!.row));
    const shown = isAlike ? own.slice(0, 1) : own;
    return html`<tbody>
      ${shown.map(({ group, row }, index) => {
        const sheet = `sheet-${name.replace(/[^A-Za-z0-9]/g, '-')}-${at}-${group.mark}`;
        return html`<tr>
          ${
            index === 0
              ? html`<th scope="rowgroup" rowspan="${shown.length}">${title}${definition(sheet, row)}</th>`
              : null
          }
          <th scope="row">${isAlike ? 'all' : group.mark}${index === 0 ? null : definition(sheet, row)}</th>
          ${Array.from({ length: count }, (_, example) => imageCell(sheet, row, example, `${title}, ${group.mark}`))}
        </tr>`;
      })}
    </tbody>`;
  });
  const { dataset, split } = first.rows.examples;
  return html`<p>${dataset}.${split}: each column is one example.</p>
    ${scrollTable(name, null, bodies)}`;
}

const sameImages = (a: Row, b: Row): boolean =>
  a.sheet.url === b.sheet.url && JSON.stringify(a.captions) === JSON.stringify(b.captions);

const sizeOf = ({ sheet: { width, height, columns, count } }: Row) => ({
  width: width * columns,
  height: height * Math.ceil(count / columns),
});

/** The images once; cells show their part of it. */
function definition(id: string, row: Row): Html {
  const { width, height } = sizeOf(row);
  return html`<svg width="0" height="0" aria-hidden="true">
    <defs>
      <image
        id="${id}"
        href="${row.sheet.url}"
        width="${width}"
        height="${height}"
        image-rendering="${row.sheet.width < SHOWN_WIDTH ? 'pixelated' : 'auto'}"
      />
    </defs>
  </svg>`;
}

/** Shown this wide, in pixels; small images are enlarged. */
const SHOWN_WIDTH = 64;

function imageCell(sheet: string, row: Row, example: number, label: string): Html {
  const { width, height, columns } = row.sheet;
  const x = (example % columns) * width;
  const y = Math.floor(example / columns) * height;
  const caption = row.captions?.[example] ?? null;
  return html`<td>
    <svg
      viewBox="${x} ${y} ${width} ${height}"
      width="${SHOWN_WIDTH}"
      height="${Math.round((SHOWN_WIDTH * height) / width)}"
      role="img"
      aria-label="${label}, example ${example + 1}${caption === null ? '' : `: ${caption}`}"
    >
      <use href="#${sheet}" />
    </svg>
    ${caption === null ? null : html`<div>${caption}</div>`}
  </td>`;
}
