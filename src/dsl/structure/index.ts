export { BESIDE_SOURCE } from './data.js';
export { checkStructure, type Structure } from './check.js';
export { knownKeys } from './known-keys.js';
export { graphSchema } from './graph.js';
export { SECTIONS } from './sections.js';
export { openWords } from './words.js';
export type { Annotations } from './parts.js';
export { either, has, isMap, map, name, ref } from './parts.js';
export type { WordSchemas } from './words.js';
