/** Runs side by side: figures, curves and pictures, and what differs between their graphs. */
export { compareRuns, type ComparedRuns } from './compare-runs.js';
export type * from './comparison.js';
export { readComparisonPage } from './read-comparison-page.js';
export {
  comparisonRows,
  renderComparisonHtml,
  renderComparisonText,
  type ComparisonStyle,
} from './render/index.js';
