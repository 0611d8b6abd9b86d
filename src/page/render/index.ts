export { CURVES_ID, isDrawn, pageData, type PageData } from './page-data.js';
export { pageSections, renderRunPage } from './render-run-page.js';
export type * from './run-page.js';
export { html, htmlLines, type Html } from './html.js';
export { livePolicy, renderPage } from './page-shell.js';
export { pictureHtml } from './sections/index.js';
export { columnHead, scrollTable } from './table.js';
export { simulatedMark } from './words.js';
