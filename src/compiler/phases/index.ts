export { calledBy, callOf } from './called.js';
export { compilePhases, type Plan } from './phases.js';
