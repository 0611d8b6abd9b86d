/** The page of a run: one HTML file that needs nothing else and asks no network for anything. */
import { html, type Html } from './html.js';
import { pageData } from './page-data.js';
import { renderPage } from './page-shell.js';
import type { RunPage } from './run-page.js';
import {
  againSection,
  curvesSection,
  dataSection,
  environmentSection,
  graphSection,
  picturesSection,
  planSection,
  resultsSection,
  summarySection,
} from './sections/index.js';

export interface PageOptions {
  /** The script of the page, as the build makes it. */
  script: string;
  /** Milliseconds since 1970: the end of what still goes on. */
  now: number;
  /** Served while the run goes on: it asks its server for what is new. */
  live?: boolean;
}

const SECTIONS = [
  ['summary', summarySection],
  ['results', resultsSection],
  ['graph', graphSection],
  ['plan', planSection],
  ['curves', curvesSection],
  ['pictures', picturesSection],
  ['again', againSection],
  ['data', dataSection],
  ['environment', environmentSection],
] as const satisfies readonly (readonly [string, (page: RunPage, now: number) => Html | null])[];

export type SectionId = (typeof SECTIONS)[number][0];

/** The sections of the page, by identifier; null if there is nothing to show in one. Those in `without` are not made. */
export const pageSections = (
  page: RunPage,
  now: number,
  without: readonly SectionId[] = [],
): (readonly [SectionId, Html | null])[] =>
  SECTIONS.filter(([id]) => !without.includes(id)).map(([id, section]) => [id, section(page, now)] as const);

export function renderRunPage(page: RunPage, { script, now, live = false }: PageOptions): string {
  const { program, manifest } = page;
  return renderPage({
    title: `${program.name}: run ${manifest.run}`,
    content: html`${pageSections(page, now).map(([id, content]) => html`<div data-section="${id}">${content}</div>`)}`,
    footer: `Made by lagraph ${manifest.lagraph}.`,
    data: pageData(page),
    script,
    ...(live ? { live: manifest.run } : {}),
  });
}
