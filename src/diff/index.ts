export { diff, whyTrained } from './diff.js';
export {
  diffSummary,
  NO_DIFFERENCE,
  renderDiffGithub,
  renderDiffHtml,
  renderDiffText,
  type DiffStyle,
  type HtmlDiff,
  type HtmlSide,
} from './render/index.js';
export type * from './diff-types.js';
