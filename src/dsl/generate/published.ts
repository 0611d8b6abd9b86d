import { graphSchema, openWords } from '../structure/index.js';

/** The schema that editors complete and check by. */
export function publishedSchema(): unknown {
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...graphSchema(openWords) };
}
