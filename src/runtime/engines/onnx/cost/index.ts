/** What operators cost on this machine. */
export { costFile, costTable, type CostOptions } from './cached.js';
export { estimate, estimateModel } from './estimate.js';
export { builtInTable, rateNames, type CostTable, type RateName } from './table.js';
export { typedNodes, workOf, type TypedNode, type Work } from './work.js';
