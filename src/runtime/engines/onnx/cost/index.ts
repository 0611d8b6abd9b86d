/** Cost model: what operators cost on this machine. */
export { costTablePath, loadCostTable, type CostTableOptions } from './cost-table-cache.js';
export { estimateNodeMilliseconds, estimateModelMilliseconds } from './estimate.js';
export { builtInCostTable, rateNames, type CostTable, type RateName } from './cost-table.js';
export { typedNodes, nodeFlopsAndBytes, type TypedNode, type NodeWork } from './flops-and-bytes.js';
