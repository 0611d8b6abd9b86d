export { renderComparisonHtml } from './render-html.js';
export { renderComparisonText, type ComparisonStyle } from './render-text.js';
export { comparisonRows } from './table-rows.js';
