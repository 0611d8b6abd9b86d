export { isDrawn, pageData, type PageData } from './page-data.js';
export { renderRunPage, type PageOptions } from './render-run-page.js';
export type * from './run-page.js';
