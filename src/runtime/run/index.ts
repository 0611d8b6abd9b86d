export { beginRun, type Begun } from './begin.js';
export { failureOf, HOW_TO_GO_ON, problemOf, type RunContext, type RunProblem } from './context.js';
export { evaluateAll } from './evaluate-all.js';
export { exportAll } from './export-all.js';
export { makeLog } from './log.js';
export { mendEarlier } from './mend-earlier.js';
export { makeOutputLog } from './output.js';
export { trainPhases, waiting } from './train-phases.js';
