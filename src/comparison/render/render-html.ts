/** A comparison as one HTML file that needs nothing else. */
import { renderDiffText } from '../../diff/index.js';
import {
  columnHead,
  CURVES_ID,
  html,
  htmlLines,
  isDrawn,
  pictureHtml,
  renderPage,
  scrollTable,
  simulatedMark,
  type Html,
  type PageData,
  type PageReport,
} from '../../page/index.js';
import { ownValue } from '../../records/index.js';
import type { OverlayData } from '../../report/index.js';
import type { ComparedGroup, ComparisonPage } from '../comparison.js';
import { alignedRows } from './aligned-rows.js';
import { askedText, figureCell, isSimulated, seedsText, statusText } from './words.js';

export function renderComparisonHtml(
  page: ComparisonPage,
  { script, version }: { script: string; version: string },
): string {
  const { groups } = page;
  const overlay = overlayOf(page);
  const drawn = drawnReports(page);
  const data: PageData = {
    charts: [...(overlay.panels.length > 0 ? [{ id: CURVES_ID, data: overlay }] : []), ...drawn.values()],
  };
  const graphs = [...new Set(groups.map(({ graph }) => graph))];
  return renderPage({
    title: `${graphs.join(', ')}: ${groups.length} compared`,
    content: html`
      <p class="kind">Runs compared</p>
      <h1>${graphs.join(', ')}</h1>
      ${runsSection(groups)} ${figuresSection(page)} ${differencesSection(groups)}
      ${overlay.panels.length > 0 ? curvesSection(overlay) : null} ${picturesSection(page, drawn)}
    `,
    footer: `Made by lagraph ${version}.`,
    data,
    script,
  });
}

function runsSection(groups: readonly ComparedGroup[]): Html {
  const rows = groups.map(
    (group) =>
      html`<tr>
        <th scope="row">${group.mark}</th>
        <td>${group.label}${isSimulated(group) ? simulatedMark() : null}</td>
        <td>${group.graph}</td>
        <td>${statusText(group)}</td>
        <td>${seedsText(group)}</td>
        <td>${askedText(group)}</td>
        <td>${group.engine}</td>
      </tr>`,
  );
  const head = ['', 'Run', 'Graph', 'Status', 'Seed', 'Asked for', 'Engine'].map(columnHead);
  return html`<section id="runs" aria-labelledby="runs-title">
    <h2 id="runs-title">Runs</h2>
    <p>Runs that differ in their seed alone stand in one row; their figures are mean ± standard deviation.</p>
    ${scrollTable('Runs', head, [
      html`<tbody>
        ${rows}
      </tbody>`,
    ])}
  </section>`;
}

function figuresSection({ figures, groups }: ComparisonPage): Html | null {
  if (figures.length === 0) return null;
  const rows = figures.map(
    (name) =>
      html`<tr>
        <th scope="row">${name}</th>
        ${groups.map((group) => {
          const figure = ownValue(group.figures, name);
          const each = figure?.values.map(({ seed, value }) => `seed ${seed}: ${value}`).join(', ') ?? '';
          return html`<td class="number" title="${each}">${figureCell(figure)}</td>`;
        })}
      </tr>`,
  );
  const head = [
    columnHead('Figure'),
    ...groups.map(({ mark, label }) => html`<th scope="col" class="number" title="${label}">${mark}</th>`),
  ];
  return html`<section id="figures" aria-labelledby="figures-title">
    <h2 id="figures-title">Figures</h2>
    ${scrollTable('Figures', head, [
      html`<tbody>
        ${rows}
      </tbody>`,
    ])}
  </section>`;
}

function differencesSection(groups: readonly ComparedGroup[]): Html | null {
  const others = groups.filter(({ differs }) => differs !== null);
  if (others.length === 0) return null;
  return html`<section id="differences" aria-labelledby="differences-title">
    <h2 id="differences-title">What differs</h2>
    ${others.map(({ mark, label, differs }) => {
      const { graph, other } = differs!;
      const text = [
        ...(graph.same && other.length > 0 ? [] : [renderDiffText(graph, { cost: false }).trimEnd()]),
        ...other,
      ].join('\n');
      return html`<h3>${groups[0]!.mark} → ${mark} (${label})</h3>
        <pre>${htmlLines(text)}</pre>`;
    })}
  </section>`;
}

const groupName = ({ mark, label }: ComparedGroup): string => (mark === label ? mark : `${mark}: ${label}`);

/** A panel for each figure of each phase that at least one group has. */
function overlayOf({ groups, curves }: ComparisonPage): OverlayData {
  const names = new Map(
    curves.flat().map(({ phase, figure }) => [JSON.stringify([phase, figure]), { phase, figure }]),
  );
  return {
    kind: 'overlay',
    title: '',
    simulated: false,
    panels: [...names.values()].map(({ phase, figure }) => ({
      title: `${phase}: ${figure}`,
      lines: curves.flatMap((own, at) => {
        const found = own.find((one) => one.phase === phase && one.figure === figure);
        return found ? [{ name: groupName(groups[at]!), at, points: found.points }] : [];
      }),
    })),
  };
}

const curvesSection = ({ panels }: OverlayData): Html =>
  html`<section id="curves" aria-labelledby="curves-title">
    <h2 id="curves-title">Learning curves</h2>
    <div
      class="chart"
      data-chart="${CURVES_ID}"
      role="img"
      aria-label="Learning curves over one another: ${panels.map(({ title }) => title).join(', ')}; the table of figures has where they ended."
    ></div>
  </section>`;

/** Reports by their names, those of each group under one another: example by example where they have rows. */
function picturesSection({ groups, reports, rows }: ComparisonPage, drawn: DrawnReports): Html | null {
  const names = new Set([
    ...rows.flatMap((own) => [...own.keys()]),
    ...reports.flatMap((own) => own.flatMap(({ name, data }) => (data?.kind === 'curves' ? [] : [name]))),
  ]);
  if (names.size === 0) return null;
  return html`<section id="pictures" aria-labelledby="pictures-title">
    <h2 id="pictures-title">Reports</h2>
    ${[...names].map((name) => {
      const inRows = groups.flatMap((group, at) => {
        const found = rows[at]!.get(name);
        return found ? [{ group, rows: found }] : [];
      });
      const pictured = groups.flatMap((group, at) => {
        const found = reports[at]!.find((one) => one.name === name);
        return found ? [{ group, report: found }] : [];
      });
      return html`<figure class="report">
        <figcaption>${name}</figcaption>
        ${inRows.length > 0 ? (alignedRows(name, inRows) ?? inRows.map((one) => alignedRows(name, [one]))) : null}
        ${pictured.map(({ group, report }) => groupPictures(group, report, drawn.get(report)?.id ?? null))}
      </figure>`;
    })}
  </section>`;
}

/** What the script draws, by report. */
type DrawnReports = ReadonlyMap<PageReport, PageData['charts'][number]>;

/** Characters of what charts are drawn from: with pictures and scripts the page stays below 5 MB. */
const CHART_BUDGET = 600_000;

/** Reports that the script draws, while there is room. */
function drawnReports({ groups, reports }: ComparisonPage): DrawnReports {
  const drawn = new Map<PageReport, PageData['charts'][number]>();
  let left = CHART_BUDGET;
  for (const [at, { mark }] of groups.entries()) {
    for (const [index, report] of reports[at]!.entries()) {
      if (!isDrawn(report.data)) continue;
      const size = JSON.stringify(report.data).length;
      if (size > left) continue;
      left -= size;
      drawn.set(report, { id: `report-${mark}-${index}`, data: report.data });
    }
  }
  return drawn;
}

const groupPictures = (
  group: ComparedGroup,
  { name, data, pictures }: PageReport,
  chart: string | null,
): Html =>
  html`<h3>${groupName(group)}${isSimulated(group) ? simulatedMark() : null}</h3>
    ${
      chart !== null
        ? html`<div class="chart" data-chart="${chart}" role="img" aria-label="${name}, ${group.mark}"></div>`
        : pictures.length > 0
          ? pictures.map((picture) => pictureHtml(name, picture))
          : html`<p class="left-out">
              ${isDrawn(data) ? 'It does not fit into this page; the page of the run has it.' : 'There is no picture of it.'}
            </p>`
    }`;
