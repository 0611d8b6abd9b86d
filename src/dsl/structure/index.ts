export { BESIDE_SOURCE } from './data.js';
export { checkStructure, type Structure } from './check.js';
export { knownKeys } from './known-keys.js';
export { graphSchema, SECTIONS } from './graph.js';
export { openWords } from './words.js';
