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
        [...['Phase', 'Figure'].map(columnHead), ...['First', 'Least', 'Greatest', 'Last'].map(numberHead)],
        shown.map(phaseRows),
      )}
    </details>
  </section>`;
}

function phaseRows(curves: PhaseCurves): Html {
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
      </tr>`;
    })}
  </tbody>`;
}
