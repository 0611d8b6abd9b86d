export { costOfStep } from './cost.js';
export { toDot } from './dot.js';
export { toMermaid } from './mermaid.js';
export { planSummary, type PlanEntry, type PlannedUpdate } from './plan-summary.js';
