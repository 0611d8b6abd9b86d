export { datasetDiffs } from './datasets.js';
export { evaluationDiffs } from './evaluations.js';
export { reportDiffs } from './reports.js';
export { modelDiffs } from './models.js';
export { networkDiffs } from './networks.js';
export { graphDiffs, paramDiffs } from './params.js';
export { phaseDiffs } from './phases.js';
export { layerMarks } from './layers.js';
