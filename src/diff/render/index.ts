export { renderDiffGithub } from './render-github.js';
export { NO_DIFFERENCE, renderDiffText } from './render-text.js';
export type { DiffStyle } from './style.js';
