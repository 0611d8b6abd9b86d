export { toFullName } from './suggest-entry-form.js';
export { checkStructure, type CheckedStructure } from './check-structure.js';
export { overridableKeysAt } from './overridable-keys.js';
export { KEYS_BESIDE_SOURCE, PART_SECTIONS, SECTIONS } from './sections.js';
