export type { MergeDecision } from './list-decisions.js';
export type { MergeConflict } from './merge-context.js';
export { mergeGraphs, type MergeOptions, type MergeResult } from './merge-graphs.js';
