import { readFileSync } from 'node:fs';
import { packageFile } from '../../package-root.js';

/** A JSON schema (draft 7), as far as lagraph's published one uses it. */
export interface JsonSchema {
  $ref?: string;
  type?: string | readonly string[];
  title?: string;
  description?: string;
  default?: unknown;
  enum?: readonly unknown[];
  const?: unknown;
  properties?: Readonly<Record<string, JsonSchema>>;
  additionalProperties?: boolean | JsonSchema;
  required?: readonly string[];
  items?: JsonSchema;
  if?: JsonSchema;
  then?: JsonSchema;
  else?: JsonSchema;
  anyOf?: readonly JsonSchema[];
  $defs?: Readonly<Record<string, JsonSchema>>;
  /** The word whose arguments it has, in schemas of words: a layer that another is made of. */
  word?: string;
}

let read: JsonSchema | undefined;

/** The schema of graphs, every word with its arguments. Read from its file once. */
export const graphSchema = (): JsonSchema =>
  (read ??= JSON.parse(readFileSync(packageFile('schema/lagraph.schema.json'), 'utf8')) as JsonSchema);

/** The schema that a reference refers to; a description or default beside the reference goes before its own. */
export function dereference(schema: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const { $ref, ...beside } = schema;
  const target = graphSchema().$defs?.[$ref.replace('#/$defs/', '')];
  return target ? { ...dereference(target), ...beside } : beside;
}
