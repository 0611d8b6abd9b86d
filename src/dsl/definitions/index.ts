/** The structure of a graph, as schemas. Reading a graph does not load them: their validator is compiled ahead. */
export { graphSchema } from './graph.js';
export { either, has, isMap, map, name, ref, type Annotations } from './parts.js';
export { appliedTo, openWords, type WordSchemas } from './words.js';
