import { Type, type TSchema } from 'typebox';
import { initializers, layers, optimizers, sources } from '../../vocabulary/index.js';
import {
  appliedTo,
  either,
  graphSchema,
  has,
  isMap,
  map,
  name,
  ref,
  type WordSchemas,
} from '../definitions/index.js';

/** The schema that editors complete and check by: it knows every word with its arguments, loops and references. */
export function publishedSchema(): unknown {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A lagraph graph',
    ...(published(withWords(graphSchema(knownWords))) as object),
  };
}

/** Every word is defined once; layers stand in chains and among nodes. */
function withWords(schema: TSchema): TSchema {
  const { $defs, ...rest } = schema as TSchema & { $defs: Record<string, TSchema> };
  const words = [layers, optimizers, initializers, sources].flatMap((list) => [
    ...(list as ReadonlyMap<string, Word>).values(),
  ]);
  return Type.Unsafe({
    ...rest,
    $defs: {
      ...$defs,
      ...Object.fromEntries(words.map((word) => [`arguments_of_${word.name}`, argumentsOf(word)])),
    },
  });
}

interface Word {
  name: string;
  summary: string;
  args: TSchema;
  main?: string;
}

/** A word's arguments by name, or its main argument alone, or nothing. */
function argumentsOf({ summary, args, main }: Word): TSchema {
  const { properties } = args as unknown as { properties: Record<string, TSchema> };
  const named = closed(args);
  const alone = main === undefined ? undefined : properties[main];
  return Type.Unsafe({
    anyOf: [named, ...(alone ? [alone] : []), Type.Null()],
    description: summary,
  });
}

/** Arguments with a default may be left out. */
function closed(args: TSchema): TSchema {
  const { required, properties, ...rest } = args as unknown as {
    required?: string[];
    properties: Record<string, { default?: unknown }>;
  };
  const needed = (required ?? []).filter((key) => properties[key]?.default === undefined);
  return Type.Unsafe({ ...rest, properties, ...(needed.length > 0 ? { required: needed } : {}) });
}

function keyed(words: ReadonlyMap<string, Word>, beside: Record<string, TSchema>): TSchema {
  const all = [...words.values()];
  return Type.Unsafe({
    type: 'object',
    properties: {
      ...Object.fromEntries(all.map((word) => [word.name, ref(`arguments_of_${word.name}`)])),
      ...beside,
    },
    additionalProperties: false,
    minProperties: 1,
  });
}

const alone = (words: ReadonlyMap<string, Word>): TSchema =>
  Type.Unsafe({ type: 'string', enum: [...words.keys()] });

const use = (words: ReadonlyMap<string, Word>, description: string): TSchema =>
  Type.Unsafe({ ...either([[isMap, keyed(words, {})]], alone(words)), description });

const knownWords: WordSchemas = {
  layerName: alone(layers),
  layer: keyed(layers, { name: name('Name of the layer.') }),
  node: keyed(layers, { of: appliedTo }),
  optimizer: use(optimizers, 'How weights are moved.'),
  initializer: use(initializers, 'How the weight begins.'),
  source: (common) => {
    const otherwise = { otherwise: use(sources, 'A source to fall back on; naming it allows it.') };
    const cases = [...sources.values()].map((word) => {
      const { properties, required } = closed(word.args) as unknown as {
        properties: Record<string, TSchema>;
        required?: string[];
      };
      const source = Type.Unsafe({ const: word.name, description: word.summary });
      return [
        { properties: { source: { const: word.name } }, required: ['source'] },
        Type.Unsafe({
          type: 'object',
          properties: { source, ...properties, ...otherwise, ...common },
          required: ['source', ...(required ?? [])],
          additionalProperties: false,
        }),
      ] as const;
    });
    return either(
      cases,
      map({ source: use(sources, 'Where the data comes from.') }, { ...otherwise, ...common }),
    );
  },
  loops: (body) => [
    [
      has('for'),
      map({
        for: Type.Unsafe({
          type: 'object',
          additionalProperties: { type: 'array' },
          description: 'Variables and the values that they take in turn.',
        }),
        layers: body,
      }),
    ],
    [
      has('repeat'),
      map({ repeat: Type.Integer({ minimum: 0, description: 'So many times.' }), layers: body }),
    ],
  ],
  extending: (keys) => [[has('extends'), map({ extends: name('The phase to start from.') }, keys)]],
};

/** Words that messages need and editors don't. */
const ASIDE: ReadonlySet<string> = new Set([
  'expected',
  'otherForms',
  'later',
  'standIn',
  'advice',
  'arguments',
]);
const SCALARS: ReadonlySet<unknown> = new Set(['number', 'integer', 'boolean']);
const REFERENCE = { type: 'string', pattern: '\\$\\{[^}]+\\}' };

/** Any number, choice or pattern may be a reference to a parameter. */
function published(schema: unknown, place: 'schema' | 'names' | 'condition' = 'schema'): unknown {
  if (Array.isArray(schema)) return schema.map((each) => published(each, place));
  if (typeof schema !== 'object' || schema === null || place === 'condition') return schema;
  if (place === 'names') {
    return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, published(value)]));
  }
  const parts = Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !ASIDE.has(key))
      .map(([key, value]) => [key, CONSTANT.has(key) ? value : published(value, placeOf(key))]),
  );
  const { type, enum: choices, pattern, const: constant } = schema as Record<string, unknown>;
  const open = SCALARS.has(type) || choices !== undefined || (type === 'string' && pattern !== undefined);
  if (!open || constant !== undefined) return parts;
  const { description, default: standard, ...rest } = parts;
  return {
    anyOf: [rest, REFERENCE],
    ...(description === undefined ? {} : { description }),
    ...(standard === undefined ? {} : { default: standard }),
  };
}

const CONSTANT: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'required', 'type']);

function placeOf(key: string): 'schema' | 'names' | 'condition' {
  if (key === 'properties' || key === '$defs') return 'names';
  return key === 'if' || key === 'propertyNames' ? 'condition' : 'schema';
}
