export { formatGraph, type FormattedGraph } from './format-graph.js';
export type { FormChange } from './form-changes.js';
