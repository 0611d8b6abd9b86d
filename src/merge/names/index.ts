export { applyRenames } from './apply-renames.js';
export { findRenames, type Rename } from './find-renames.js';
export { kindOfSection, nameUses, type NameKind, type NameUse } from './name-uses.js';
export { entryAt, textAt } from './source-paths.js';
