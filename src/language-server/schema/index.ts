export * from './describe.js';
export { dereference, graphSchema, type JsonSchema } from './published-schema.js';
export { formsOf, mapForms, schemasAt } from './walk-schema.js';
