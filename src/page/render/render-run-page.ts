/** The page of a run: one HTML file that needs nothing else and asks no network for anything. */
import { createHash } from 'node:crypto';
import { html, jsonElement, trustedElement, type Html } from './html.js';
import { PAGE_STYLE } from './page-style.js';
import { pageData } from './page-data.js';
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
}

/** The sections of the page, by identifier; null if there is nothing to show in one. */
export const pageSections = (page: RunPage, now: number): readonly (readonly [string, Html | null])[] => [
  ['summary', summarySection(page, now)],
  ['results', resultsSection(page)],
  ['graph', graphSection(page)],
  ['plan', planSection(page, now)],
  ['curves', curvesSection(page)],
  ['pictures', picturesSection(page)],
  ['again', againSection(page)],
  ['data', dataSection(page)],
  ['environment', environmentSection(page)],
];

const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Only the page's own script runs, even if something else got into it, and nothing is loaded from anywhere. */
const contentSecurityPolicy = (script: string): string =>
  [
    `default-src 'none'`,
    `script-src ${sha256(script)}`,
    `style-src ${sha256(PAGE_STYLE)}`,
    `img-src data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');

export function renderRunPage(page: RunPage, { script, now }: PageOptions): string {
  const { program, manifest } = page;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(script)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${program.name}: run ${manifest.run}</title>
        ${trustedElement('style', PAGE_STYLE)}
      </head>
      <body>
        <main>
          ${pageSections(page, now).map(([id, content]) => html`<div data-section="${id}">${content}</div>`)}
          <footer><p>Made by lagraph ${manifest.lagraph}. This file needs nothing else.</p></footer>
        </main>
        <p id="hint" hidden></p>
        ${jsonElement('page-data', pageData(page))} ${trustedElement('script', script)}
      </body>
    </html> `.toString();
}
