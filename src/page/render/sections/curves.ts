import { ownValue } from '../../../records/index.js';
import { figuresOfCurves, type PhaseCurves } from '../../../report/index.js';
import { html, type Html } from '../html.js';
import { CURVES_ID, SEED_CURVES_ID } from '../page-data.js';
import type { RunPage } from '../run-page.js';
import { columnHead, numberHead, scrollTable } from '../table.js';
import { figureText } from './results.js';

/** Learning curves, drawn by the script; and how each figure went, as a table for those who can't see them. */
export function curvesSection({ curves, seedCurves, manifest }: RunPage): Html | null {
  const shown = curves.filter(({ epochs }) => epochs.length > 0);
  if (shown.length === 0) return null;
  return html`<section id="curves" aria-labelledby="curves-title">
    <h2 id="curves-title">Learning curves</h2>
    <div
      class="chart"
      data-chart="${CURVES_ID}"
      role="img"
      aria-label="Learning curves of ${shown.map(({ phase }) => phase).join(', ')}; the table below has how they went."
    ></div>
    ${marksText(shown) === '' ? null : html`<p class="key">${marksText(shown)}</p>`}
    ${
      seedCurves.length > 0
        ? html`<h3>With each seed</h3>
            <p>The curves above are those of seed ${manifest.seed}.</p>
            <div
              class="chart"
              data-chart="${SEED_CURVES_ID}"
              role="img"
              aria-label="The same figures with each of ${manifest.seeds?.length ?? 1} seeds."
            ></div>`
        : null
    }
    <details>
      <summary>How each figure went</summary>
      ${scrollTable(
        'Figures by epoch',
        [
          ...['Phase', 'Figure'].map(columnHead),
          ...['First', 'Least', 'Greatest', 'Last', ...(hasReference(shown) ? ['Reference'] : [])].map(
            numberHead,
          ),
        ],
        shown.map((one) => phaseRows(one, hasReference(shown))),
      )}
    </details>
  </section>`;
}

const hasReference = (curves: readonly PhaseCurves[]): boolean =>
  curves.some(({ reference }) => reference.length > 0);

/** What the marks in the curves are, as far as there are some. */
function marksText(curves: readonly PhaseCurves[]): string {
  return [
    curves.some(({ best }) => best !== null)
      ? 'A diamond marks the epoch whose figure was best; which epoch’s networks are used is said with each phase.'
      : '',
    hasReference(curves) ? 'Reference: what the graph gives as the figures of others.' : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function phaseRows(curves: PhaseCurves, withReference: boolean): Html {
  const figures = figuresOfCurves({ ...curves, reference: [] }).flatMap((name) => [name, `val.${name}`]);
  const rows = figures.flatMap((figure) => {
    const points = curves.epochs.flatMap(({ epoch, metrics }) => {
      const value = ownValue(metrics, figure);
      return typeof value === 'number' ? [{ epoch, value }] : [];
    });
    return points.length > 0 ? [{ figure, points }] : [];
  });
  return html`<tbody>
    ${rows.map(({ figure, points }, at) => {
      const least = points.reduce((best, one) => (one.value < best.value ? one : best));
      const greatest = points.reduce((best, one) => (one.value > best.value ? one : best));
      const cell = ({ epoch, value }: (typeof points)[number]): Html =>
        html`<td class="number">${figureText(value)} <small>(${epoch})</small></td>`;
      return html`<tr>
        ${at === 0 ? html`<th scope="rowgroup" rowspan="${rows.length}">${curves.phase}</th>` : null}
        <td>${figure}</td>
        ${[points[0]!, least, greatest, points.at(-1)!].map(cell)}
        ${withReference ? referenceCell(curves, figure) : null}
      </tr>`;
    })}
  </tbody>`;
}

/** `0.0250 (30)`, with the epoch in brackets if it is of one. */
const referenceCell = ({ reference }: PhaseCurves, figure: string): Html =>
  html`<td class="number">
    ${reference
      .filter((one) => one.figure === figure)
      .map(({ value, epoch }) => `${figureText(value)}${epoch === null ? '' : ` (${epoch})`}`)
      .join(', ')}
  </td>`;
