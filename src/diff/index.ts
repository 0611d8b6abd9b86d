export { diff, whyTrained } from './diff.js';
export {
  diffSummary,
  NO_DIFFERENCE,
  renderDiffGithub,
  renderDiffText,
  type DiffStyle,
} from './render/index.js';
export type * from './diff-types.js';
