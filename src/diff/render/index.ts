export { NO_DIFFERENCE } from './no-difference.js';
export { renderDiffGithub } from './render-github.js';
export { renderDiffHtml, type HtmlDiff, type HtmlSide } from './render-html.js';
export { renderDiffText } from './render-text.js';
export type { DiffStyle } from './style.js';
export { diffSummary } from './summary.js';
