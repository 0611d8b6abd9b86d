import { formatBytes } from '../../../report/index.js';
import { html, type Html } from '../html.js';
import type { PagePicture, PageReport, RunPage } from '../run-page.js';

/** The reports of the graph. */
export function picturesSection({ reports }: RunPage): Html | null {
  if (reports.length === 0) return null;
  return html`<section id="pictures" aria-labelledby="pictures-title">
    <h2 id="pictures-title">Reports</h2>
    ${reports.map(reportFigure)}
  </section>`;
}

const reportFigure = ({ name, pictures }: PageReport): Html =>
  html`<figure class="report">
    <figcaption>${name}</figcaption>
    ${pictures.map((picture) => pictureHtml(name, picture))}
  </figure>`;

function pictureHtml(name: string, { file, source, bytes }: PagePicture): Html {
  return source === null
    ? html`<p class="left-out">
        ${file} (${formatBytes(bytes)}) does not fit into this page; it lies beside it in the run’s folder.
      </p>`
    : html`<div class="scroll"><img src="${source}" alt="The picture ${name}" /></div>`;
}
