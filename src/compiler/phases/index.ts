export { calledBy } from './draft.js';
export { compilePhases, type Plan } from './phases.js';
