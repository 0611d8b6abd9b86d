export { phaseCosts } from './phase-cost.js';
export { datasetsOf, drawsOtherwise } from './training-reasons.js';
