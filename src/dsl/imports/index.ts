/** Parts of a graph in files of their own. */
export { changeInPart } from './import-changes.js';
export { importedFiles } from './imported-files.js';
export { keepNeeded } from './keep-needed.js';
export { createPartLoader, type PartLoader } from './load-parts.js';
export { partEntries } from './part-entries.js';
export {
  normalPath,
  partFolder,
  partPath,
  partPathProblem,
  REVISION,
  type PartSource,
  type ReadPart,
} from './part-files.js';
export { putInParts } from './put-in-parts.js';
export { qualifyMade, qualifyNames, qualifyValue } from './qualify-names.js';
export { readImports, type ImportEntry } from './read-imports.js';
