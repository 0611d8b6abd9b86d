export { compileDatasets, resolveDataUse } from './compile-datasets.js';
export { changesEveryEpoch } from './changes-every-epoch.js';
export { labelField } from './label-field.js';
export { pairCount } from './pair-count.js';
