export { toFullName } from './suggest-entry-form.js';
export { checkStructure, type CheckedStructure } from './check-structure.js';
export { overridableKeysAt } from './overridable-keys.js';
export { isPartSection, KEYS_BESIDE_SOURCE, PART_SECTIONS, SECTIONS, TOP_LEVEL_SCALARS } from './sections.js';
