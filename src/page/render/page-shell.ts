/** The shell of a page: one HTML file that needs nothing else and asks no network for anything. */
import { createHash } from 'node:crypto';
import { html, jsonElement, trustedElement, type Html } from './html.js';
import type { PageData } from './page-data.js';
import { PAGE_STYLE } from './page-style.js';

const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Only the page's own script runs, even if something else got into it, and nothing is loaded from anywhere. */
const pagePolicy = (script: string, images = 'data:'): string[] => [
  `default-src 'none'`,
  `script-src ${sha256(script)}`,
  `style-src ${sha256(PAGE_STYLE)}`,
  `img-src ${images}`,
  `base-uri 'none'`,
  `form-action 'none'`,
];

/** Of a page that is served: it may ask its own server, and stands in no frame. */
export const livePolicy = (script: string): string =>
  [...pagePolicy(script, "'self' data:"), `connect-src 'self'`, `frame-ancestors 'none'`].join('; ');

export interface PageShell {
  title: string;
  content: Html;
  /** What made the page. */
  footer: string;
  /** What the script draws. */
  data: PageData;
  /** The script of the page, as the build makes it. */
  script: string;
  /** The run that it follows while it is served; its policy is in the answer's head then. */
  live?: string;
}

export const renderPage = ({ title, content, footer, data, script, live }: PageShell): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        ${
          live === undefined
            ? html`<meta http-equiv="Content-Security-Policy" content="${pagePolicy(script).join('; ')}" />`
            : null
        }
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="data:," />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        ${trustedElement('style', PAGE_STYLE)}
      </head>
      <body>
        ${live === undefined ? null : html`<p id="live" role="status" data-run="${live}">The run goes on.</p>`}
        <main>
          ${content}
          <footer>
            <p>
              ${footer} ${live === undefined ? 'This file needs nothing else.' : 'This page follows the run.'}
            </p>
          </footer>
        </main>
        <p id="hint" hidden></p>
        ${jsonElement('page-data', data)} ${trustedElement('script', script)}
      </body>
    </html> `.toString();
