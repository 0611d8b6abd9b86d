/** The keys of the published schema, and where a graph uses them. */
import { isDeepStrictEqual } from 'node:util';

export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  title?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
  default?: unknown;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema | Schema[];
  if?: Schema;
  then?: Schema;
  else?: Schema;
  anyOf?: Schema[];
}

export type Path = (string | number)[];

const WORD = '#/$defs/arguments_of_';

/** Keys with the title of their definition: `Phase: stop_early.patience`, `Dense: units`. */
export function keysOf(root: Schema): Set<string> {
  const found = new Set<string>();
  const { $defs = {}, ...graph } = root;
  // Keys of what many arguments are, are words, which stand by themselves.
  const { activation: _, initial_values: __, ...definitions } = $defs;
  for (const definition of [graph, ...Object.values(definitions)])
    if (definition.title !== undefined) walk(definition, definition.title, '');
  return found;

  function walk(schema: Schema, owner: string, prefix: string): void {
    const { properties = {}, additionalProperties, items, anyOf = [] } = schema;
    const source = properties.source?.const as string | undefined;
    const own = source === undefined ? {} : argumentsOf(root, source);
    for (const [key, value] of Object.entries(properties)) {
      if (value.$ref?.startsWith(WORD)) continue;
      // A source's arguments are written beside it.
      if (Object.hasOwn(own, key)) found.add(`${source}: ${key}`);
      // An initializer is a word with keys of its own.
      else if (isWord(root, key) && prefix !== '') walk(value, key, '');
      else {
        found.add(`${owner}: ${prefix}${key}`);
        walk(value, owner, `${prefix}${key}.`);
      }
    }
    if (typeof additionalProperties === 'object') walk(additionalProperties, owner, `${prefix}NAME.`);
    const parts = [schema.then, schema.else, ...(Array.isArray(items) ? items : [items]), ...anyOf];
    for (const part of parts) if (part) walk(part, owner, prefix);
  }
}

const isWord = ({ $defs }: Schema, name: string): boolean => Object.hasOwn($defs!, `arguments_of_${name}`);

const argumentsOf = ({ $defs }: Schema, word: string): Record<string, Schema> =>
  $defs![`arguments_of_${word}`]!.anyOf![0]!.properties!;

export interface Use {
  /** In the form of `keysOf`. */
  key: string;
  /** The place in the graph. */
  path: Path;
  schema: Schema;
}

/** Every structural key that a graph uses, with its place. */
export function usesOf(root: Schema, graph: unknown): Use[] {
  const uses: Use[] = [];
  walk(root, graph, root.title!, '', []);
  return uses;

  function walk(schema: Schema, value: unknown, owner: string, prefix: string, path: Path): void {
    if (schema.$ref !== undefined) {
      const definition = root.$defs![schema.$ref.split('/').at(-1)!]!;
      if (!schema.$ref.startsWith(WORD)) walk(definition, value, definition.title!, '', path);
      return;
    }
    if (schema.if) {
      const next = fits(schema.if, value) ? schema.then : schema.else;
      if (next) walk(next, value, owner, prefix, path);
    }
    for (const option of schema.anyOf ?? []) {
      if (fits(option, value)) walk(option, value, owner, prefix, path);
    }
    if (Array.isArray(value)) {
      const { items } = schema;
      if (items && !Array.isArray(items)) {
        value.forEach((item, at) => walk(items, item, owner, prefix, [...path, at]));
      }
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [key, part] of Object.entries(value)) {
      const own = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : null;
      const { additionalProperties: others } = schema;
      if (own) {
        uses.push({ key: `${owner}: ${prefix}${key}`, path: [...path, key], schema: own });
        walk(own, part, owner, `${prefix}${key}.`, [...path, key]);
      } else if (typeof others === 'object') walk(others, part, owner, `${prefix}NAME.`, [...path, key]);
    }
  }
}

/** The conditions that occur in the schema. */
function fits({ type, required = [], properties = {}, const: constant }: Schema, value: unknown): boolean {
  if (constant !== undefined) return isDeepStrictEqual(constant, value);
  const is = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  if (type !== undefined && ![type].flat().includes(is)) return false;
  if (is !== 'object') return true;
  const map = value as Record<string, unknown>;
  return (
    required.every((key) => Object.hasOwn(map, key)) &&
    Object.entries(properties).every(([key, one]) => one.const === undefined || fits(one, map[key]))
  );
}
