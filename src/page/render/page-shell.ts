/** The shell of a page: one HTML file that needs nothing else and asks no network for anything. */
import { createHash } from 'node:crypto';
import { html, jsonElement, trustedElement, type Html } from './html.js';
import type { PageData } from './page-data.js';
import { PAGE_STYLE } from './page-style.js';

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

export interface PageShell {
  title: string;
  content: Html;
  /** What made the page. */
  footer: string;
  /** What the script draws. */
  data: PageData;
  /** The script of the page, as the build makes it. */
  script: string;
}

export const renderPage = ({ title, content, footer, data, script }: PageShell): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(script)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        ${trustedElement('style', PAGE_STYLE)}
      </head>
      <body>
        <main>
          ${content}
          <footer><p>${footer} This file needs nothing else.</p></footer>
        </main>
        <p id="hint" hidden></p>
        ${jsonElement('page-data', data)} ${trustedElement('script', script)}
      </body>
    </html> `.toString();
