/** The structure of a graph, as schemas. Reading a graph does not load them: their validator is compiled ahead. */
export { graphSchema } from './graph-schema.js';
export {
  conditionalSchema,
  hasKey,
  isMap,
  mapSchema,
  nameSchema,
  NAME_PATTERN,
  definitionRef,
  type SchemaAnnotations,
} from './schema-builders.js';
export {
  appliedToSchema,
  besideSource,
  layerName,
  openWordSchemas,
  type WordSchemas,
} from './word-schemas.js';
