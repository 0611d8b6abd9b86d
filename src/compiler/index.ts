export { checkGraph, type CheckedGraph } from './check.js';
export { compile } from './compile.js';
export { canonical, meaningOfNetwork, meaningOfStep, meaningOfWires } from './fingerprint.js';
export { changesIn, hoist, type Hoisted } from './hoist.js';
export { lower, type Libraries, type Lowered } from './lower/index.js';
export type * from './program.js';
export { valueAt } from './schedule.js';
export { isMoved, movedBy } from './moved.js';
export { calledBy } from './phases/index.js';
export { verifyProgram } from './verify/index.js';
export {
  costOfStep,
  planSummary,
  toDot,
  toMermaid,
  type PlanEntry,
  type PlannedUpdate,
} from './views/index.js';
