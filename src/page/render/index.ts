export { renderRunPage, type PageOptions } from './render-run-page.js';
export type * from './run-page.js';
