export { formatGraph, type FormattedGraph } from './format-graph.js';
export type { FormChange } from './form-changes.js';
export { layOutByParts, type LayOut } from './layout-by-parts.js';
