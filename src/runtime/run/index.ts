export { failureOf, HOW_TO_GO_ON, problemOf, type RunContext, type RunProblem } from './context.js';
export { evaluateAll } from './evaluate-all.js';
export { exportAll } from './export-all.js';
export { makeLog } from './log.js';
export { makeOutputLog } from './output.js';
export { trainPhases, waiting } from './train-phases.js';
