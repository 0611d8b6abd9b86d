export { isDrawn, pageData, type PageData } from './page-data.js';
export { pageSections, renderRunPage, type PageOptions } from './render-run-page.js';
export type * from './run-page.js';
export { html, htmlLines, type Html } from './html.js';
export { livePolicy, renderPage, type PageShell } from './page-shell.js';
export { pictureHtml } from './sections/index.js';
export { simulatedMark } from './words.js';
