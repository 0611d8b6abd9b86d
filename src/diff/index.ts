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
/** The words in which diffs tell of graphs. */
export {
  assignmentText,
  countText,
  createExpressionWriter,
  exampleText,
  listText,
  isShownNode,
  nodeText,
  numberOf,
  optimizersText,
  parameterCount,
  wordText,
} from './text/index.js';
export type * from './diff-types.js';
