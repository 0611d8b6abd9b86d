export { readFunctionEntry } from './read-function.js';
export { checkUniqueNames, type ReaderContext } from './reader-helpers.js';
export { readSeeds } from './read-seeds.js';
export { readDataEntry } from './read-data.js';
export { readModelEntry, readNetworkEntry } from './read-network.js';
export { readEvaluationEntry, readPhaseEntries } from './read-plan.js';
export { readReportEntry } from './read-report.js';
