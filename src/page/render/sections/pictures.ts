import { formatBytes, type ReportData } from '../../../report/index.js';
import { html, type Html } from '../html.js';
import { isDrawn, reportChartId } from '../page-data.js';
import type { PagePicture, PageReport, RunPage } from '../run-page.js';
import { simulatedMark } from '../words.js';

/** The reports of the graph; its curves are a section of their own. */
export function picturesSection({ reports, curves, program }: RunPage): Html | null {
  const hasCurves = curves.some(({ epochs }) => epochs.length > 0);
  const shown = reports
    .map((report, at) => ({ report, at }))
    .filter(({ report }) => !(hasCurves && report.data?.kind === 'curves'));
  if (shown.length === 0) return null;
  return html`<section id="pictures" aria-labelledby="pictures-title">
    <h2 id="pictures-title">Reports</h2>
    ${shown.map(({ report, at }) => reportFigure(report, at, program.name))}
  </section>`;
}

function reportFigure({ name, data, pictures }: PageReport, at: number, graph: string): Html {
  // A picture has its title in it; those of charts begin with the graph's name, which the page has above.
  const title = isDrawn(data) && data.title !== '' ? data.title.replace(`${graph}: `, '') : name;
  return html`<figure class="report">
    <figcaption>${title}${data?.simulated ? simulatedMark() : null}</figcaption>
    ${data ? sayings(data).map((saying) => html`<p>${saying}</p>`) : null}
    ${
      isDrawn(data)
        ? html`<div class="chart" data-chart="${reportChartId(at)}" role="img" aria-label="${name}"></div>`
        : pictures.length > 0
          ? pictures.map((picture) => pictureHtml(name, picture))
          : html`<p class="left-out">There is no picture of it yet.</p>`
    }
  </figure>`;
}

/** What the report says in words: on which examples, and what it found. */
function sayings(data: ReportData): string[] {
  const examples =
    'examples' in data && data.examples
      ? [`${data.examples.dataset}.${data.examples.split}, ${data.examples.count} examples.`]
      : [];
  return [...examples, ...data.notes];
}

export function pictureHtml(name: string, { file, source, bytes }: PagePicture): Html {
  return source === null
    ? html`<p class="left-out">
        ${file} (${formatBytes(bytes)}) does not fit into this page; it lies beside it in the run’s folder.
      </p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="The picture ${name}">
        <img src="${source}" alt="The picture ${name}" />
      </div>`;
}
