export { phaseCosts } from './phase-cost.js';
export { datasetsOf } from './training-reasons.js';
