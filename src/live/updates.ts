/** What has changed on a live page since a reader was told last. */
import { createHash } from 'node:crypto';
import { pageData, pageSections, type PageData, type RunPage } from '../page/index.js';

export type LiveUpdate =
  /** The first of each connection: a page of another run is loaded anew. */
  | { event: 'run'; data: { run: string; version: string } }
  | { event: 'section'; data: { id: string; html: string } }
  | { event: 'chart'; data: PageData['charts'][number] }
  /** The run has ended; nothing more comes. */
  | { event: 'end'; data: { status: string } };

export interface RenderedUpdate {
  key: string;
  hash: string;
  text: string;
}

/** Server-sent events: a line each, since JSON has no line breaks. */
export const eventText = ({ event, data }: LiveUpdate): string =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

const rendered = (key: string, update: LiveUpdate): RenderedUpdate => {
  const text = eventText(update);
  return { key, hash: createHash('sha256').update(text).digest('base64'), text };
};

/** All parts of a page, each as the event that brings it. */
export function renderUpdates(page: RunPage, now: number): RenderedUpdate[] {
  // The graph as it was written and what does not change came with the page.
  const sections = pageSections(page, now, ['again', 'graph']).map(([id, content]) =>
    rendered(id, { event: 'section', data: { id, html: content === null ? '' : content.toString() } }),
  );
  // After the sections: they hold the elements that charts are drawn into.
  const charts = pageData(page).charts.map((chart) =>
    rendered(`chart:${chart.id}`, { event: 'chart', data: chart }),
  );
  return [...sections, ...charts];
}
