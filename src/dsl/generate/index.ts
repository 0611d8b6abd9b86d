import { publishedSchema, structureSchema } from './published-schema.js';
import { validatorModule } from './compile-validator.js';

/** Files generated from the language's definitions, by path in the repository. */
export function generatedFiles(): Record<string, string> {
  return {
    'schema/lagraph.schema.json': `${JSON.stringify(publishedSchema(), null, 2)}\n`,
    'src/dsl/generated/validate-graph.ts': validatorModule(),
  };
}

export { publishedSchema, structureSchema };
