export { cleanName } from './forms.js';
export { checkStructure, type Structure } from './check.js';
export { knownKeys } from './known-keys.js';
export { BESIDE_SOURCE, SECTIONS } from './sections.js';
