/** The structure of a graph, as schemas. Reading a graph does not load them: their validator is compiled ahead. */
export { graphSchema } from './graph.js';
export { either, has, isMap, map, name, NAME_PATTERN, ref, type Annotations } from './parts.js';
export { appliedTo, besideSource, layerName, openWords, type WordSchemas } from './words.js';
