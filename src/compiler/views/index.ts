export { trainingStepCost } from './step-cost.js';
export { toDot } from './dot.js';
export { toMermaid } from './mermaid.js';
export { planSummary, type PlanSummaryEntry, type PlannedUpdate } from './plan-summary.js';
