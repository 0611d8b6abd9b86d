export { topologicalSort } from './topological-sort.js';
export { createReachability } from './reachability.js';
