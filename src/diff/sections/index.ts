export { datasetDiffs } from './datasets.js';
export { evaluationDiffs, reportDiffs } from './evaluations.js';
export { modelDiffs } from './models.js';
export { networkDiffs } from './networks.js';
export { graphDiffs, paramDiffs } from './params.js';
export { phaseDiffs } from './phases.js';
export { layerMarks } from './layers.js';
