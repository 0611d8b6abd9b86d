/**
 * The structure of a graph, as schemas. They are not loaded to read a graph: their validator is compiled ahead of
 * time.
 */
export { graphSchema } from './graph-schema.js';
export { templateSchema } from './template-schema.js';
export {
  conditionalSchema,
  hasKey,
  isMap,
  mapSchema,
  fullNameSchema,
  FULL_NAME_PATTERN,
  nameSchema,
  NAME_PATTERN,
  definitionRef,
  type SchemaAnnotations,
} from './schema-builders.js';
export {
  appliedToSchema,
  withSourceKeys,
  layerName,
  layerWas,
  openWordSchemas,
  type WordSchemas,
} from './word-schemas.js';
