export type { Reading } from './common.js';
export { readData } from './data.js';
export { readModel, readNetwork } from './network.js';
export { readEvaluation, readPhase, readReport } from './plan.js';
