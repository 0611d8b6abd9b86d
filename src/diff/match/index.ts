export { alignWords, changedModules } from './align-words.js';
export { findCorrespondence, modelNumber, streamOfDataset, trainedNetworks } from './correspondence.js';
export type { Correspondence } from './correspondence-types.js';
export { foldFields } from './fold-fields.js';
export { type Interner, createInterner } from './interner.js';
export { pairNames, type NameMap } from './pair-names.js';
export { renameProgram } from './rename-program.js';
export { wireNumbers } from './structure.js';
