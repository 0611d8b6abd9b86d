import { Type, type TSchema } from 'typebox';
import {
  augmentationSchema,
  constraints,
  initializers,
  layers,
  optimizers,
  regularizers,
  sources,
  type OwnWords,
} from '../../vocabulary/index.js';
import {
  appliedToSchema,
  withSourceKeys,
  conditionalSchema,
  graphSchema,
  hasKey,
  isMap,
  layerName,
  layerWas,
  mapSchema,
  fullNameSchema,
  FULL_NAME_PATTERN,
  NAME_PATTERN,
  openWordSchemas,
  definitionRef,
  templateSchema,
  type SchemaAnnotations,
  type WordSchemas,
} from '../definitions/index.js';
import { PARAMETER, TEMPLATE_PARAMETER } from '../parameters/index.js';
import { describeSchema, type ValueSchema } from '../schema-values/index.js';
import { TEMPLATE_USE, usable } from './template-use.js';

/**
 * The schema for editors (completion and validation): it defines every word with its arguments, loops and references.
 *
 * @param own the words of a graph's own, which are then defined as well, and no others are accepted. Without them, any other
 *   word is accepted in a graph that has `words`.
 */
export function publishedSchema(own?: OwnWords): unknown {
  const words = own ? knownWords(own) : knownWords();
  const schema = toPublished(withWords(graphSchema(wordSchemasOf(words, own === undefined)), words));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...(schema as object),
    ...(own ? {} : { allOf: [ofKnownWords(words)] }),
  };
}

/** The words that a graph may use where words of its own may stand. */
interface KnownWords {
  layers: ReadonlyMap<string, Word>;
  optimizers: ReadonlyMap<string, Word>;
  sources: ReadonlyMap<string, Word>;
}

/** Words of one's own have definitions of their own, whatever else has their names. */
const knownWords = (own?: OwnWords): KnownWords => {
  const withOwn = (kind: string, words: ReadonlyMap<string, Word>, more?: ReadonlyMap<string, Word>) =>
    new Map([
      ...words,
      ...[...(more ?? [])].map(([name, word]): [string, Word] => [
        name,
        { ...word, definition: `arguments_of_own_${kind}_${name}` },
      ]),
    ]);
  return {
    layers: withOwn('layer', layers, own?.layers),
    optimizers: withOwn('optimizer', optimizers, own?.optimizers),
    sources: withOwn('source', sources, own?.sources),
  };
};

/** The structure of a graph for the reference: with loops and `extends`, and with words left open. */
export const structureSchema = (): TSchema => graphSchema({ ...openWordSchemas, ...beforeReading });

/** Adds a definition for every word; layers occur in chains and among nodes. */
function withWords(schema: TSchema, known: KnownWords): TSchema {
  const { $defs, ...rest } = schema as TSchema & { $defs: Record<string, TSchema> };
  const words = [
    known.layers,
    known.optimizers,
    initializers,
    regularizers,
    constraints,
    known.sources,
  ].flatMap((list) => [...(list as ReadonlyMap<string, Word>).values()]);
  return Type.Unsafe({
    ...rest,
    $defs: {
      ...$defs,
      ...Object.fromEntries(words.map((word) => [definitionOf(word), argumentsOf(word)])),
      ...sharedDefinitions(words.map(({ args }) => args)),
      reference: REFERENCE,
      loop: LOOP,
    },
  });
}

/** One definition of each kind of argument that many words have. */
function sharedDefinitions(words: readonly TSchema[]): Record<string, TSchema> {
  const arguments_ = words.flatMap((args) =>
    Object.values((args as { properties?: Record<string, TSchema & ValueSchema> }).properties ?? {}),
  );
  return Object.fromEntries(
    arguments_.flatMap((schema) => {
      const { shared, description: _, default: __, ...rest } = schema;
      return shared === undefined ? [] : [[shared, Type.Unsafe({ ...rest, ...SHARED[shared] })]];
    }),
  );
}

/** What stands with these definitions; with the default and the sentence of its own, each stands at its argument. */
const SHARED: Readonly<Record<string, { title: string; description: string }>> = {
  activation: {
    title: 'Activation of a layer',
    description: 'A function of each number, or of the last side.',
  },
  initial_values: {
    title: 'Start of a weight',
    description: 'How a weight starts: an initializer, alone or with its arguments.',
  },
};

interface Word {
  name: string;
  summary: string;
  args: TSchema;
  main?: string;
  /** Name of its definition, if that is not made of its own. */
  definition?: string;
}

const definitionOf = ({ name, definition }: Word): string => definition ?? `arguments_of_${name}`;

/** What stands for a word that is none of lagraph's. */
const OWN_WORD = Type.Unsafe({
  title: "Word of one's own",
  description:
    'A word of a module under `words`; `lagraph schema GRAPH` gives a schema that has its arguments.',
});

/** A word's named arguments, its main argument alone, or none. */
function argumentsOf({ name: word, summary, args, main, definition }: Word): TSchema {
  const { properties } = args as unknown as { properties: Record<string, TSchema> };
  const named = {
    ...withOptionalDefaults(args),
    // A module need not say it of a word's arguments; `check` refuses others.
    ...(definition === undefined ? {} : { additionalProperties: false }),
    title: `${word} with arguments`,
    description: summary,
  };
  const alone = main === undefined ? [] : [{ ...properties[main], title: `${word} with its ${main}` }];
  return Type.Unsafe({
    anyOf: [named, ...alone, Type.Null({ title: `${word} as it is` })],
    title: word,
    description: summary,
  });
}

/** Arguments with a default may be left out. */
function withOptionalDefaults(args: TSchema): TSchema {
  const { required, properties, ...rest } = args as unknown as {
    required?: string[];
    properties: Record<string, { default?: unknown }>;
  };
  const needed = (required ?? []).filter((key) => properties[key]?.default === undefined);
  return Type.Unsafe({ ...rest, properties, ...(needed.length > 0 ? { required: needed } : {}) });
}

function wordMapSchema(
  words: ReadonlyMap<string, Word>,
  beside: Record<string, TSchema>,
  title: string,
  isOpen: boolean,
): TSchema {
  const all = [...words.values()];
  return Type.Unsafe({
    title,
    type: 'object',
    properties: {
      ...Object.fromEntries(all.map((word) => [word.name, definitionRef(definitionOf(word))])),
      ...beside,
    },
    additionalProperties: isOpen ? OWN_WORD : false,
    minProperties: 1,
  });
}

const wordNameSchema = (words: ReadonlyMap<string, Word>, title: string, isOpen: boolean): TSchema => {
  const known = { title, type: 'string', enum: [...words.keys()] };
  const own = { title: "Word of one's own", type: 'string' };
  return Type.Unsafe(isOpen ? { title, anyOf: [known, own] } : known);
};

const wordUseSchema = (
  words: ReadonlyMap<string, Word>,
  title: string,
  description: string,
  isOpen = false,
): TSchema =>
  Type.Unsafe({
    ...conditionalSchema(
      [[isMap, wordMapSchema(words, {}, `${title} with arguments`, isOpen)]],
      wordNameSchema(words, `${title} as it is`, isOpen),
    ),
    title,
    description,
  });

const titled = (schema: unknown, title: string): unknown =>
  typeof schema === 'object' && schema !== null && !('$ref' in schema) ? { title, ...schema } : schema;

/** No references inside: parameters are declared before any value is known. */
const declarationSchema = (schema: ValueSchema, title: string): TSchema =>
  Type.Unsafe({
    ...schema,
    title,
    properties: Object.fromEntries(
      Object.entries(schema.properties!).map(([key, value]) => [key, titled(value, key)]),
    ),
  });

const DECLARATION = declarationSchema(PARAMETER, 'Parameter with more than a default');
const TEMPLATE_DECLARATION = declarationSchema(TEMPLATE_PARAMETER, 'Parameter with more than a default');

/** The values of a variable: a list, or a parameter that is one. */
const LOOP_VALUES = Type.Unsafe({ type: 'array' });

/** Parts of a graph that are resolved before validation. */
const beforeReading = {
  augmentation: definitionRef('augmentation'),
  parameters: Type.Unsafe({
    type: 'object',
    description: describedBy(openWordSchemas.parameters),
    propertyNames: { pattern: '^[A-Za-z_]\\w*$' },
    additionalProperties: definitionRef('parameter'),
  }),
  profiles: Type.Unsafe({
    type: 'object',
    description: describedBy(openWordSchemas.profiles),
    additionalProperties: definitionRef('profile'),
  }),
  templates: Type.Unsafe({
    type: 'object',
    description: describedBy(openWordSchemas.templates),
    propertyNames: { pattern: '^[A-Za-z_]\\w*$' },
    additionalProperties: definitionRef('template'),
  }),
  definitions: {
    template: templateSchema,
    template_use: TEMPLATE_USE,
    template_parameter: Type.Unsafe({
      ...conditionalSchema(
        [[isMap, TEMPLATE_DECLARATION]],
        Type.Unsafe({ title: 'Default alone', not: { type: 'null' } }),
      ),
      title: 'Parameter of a template',
      description: 'Its default alone, or a map that says more: its type, if every use gives it a value.',
      expected: 'a value, or a map with `default` or `type`',
    }),
    augmentation: Type.Unsafe({
      ...withOptionalDefaults(augmentationSchema),
      title: 'Augmentation',
      description:
        "How the images of one field are changed at random, as Keras's ImageDataGenerator and torchvision do.",
    }),
    parameter: Type.Unsafe({
      ...conditionalSchema(
        [[isMap, DECLARATION]],
        Type.Unsafe({ title: 'Default alone', not: { type: 'null' } }),
      ),
      title: 'Parameter',
      description: 'What a parameter is where nothing else is said: alone, or in a map that says more.',
      expected: 'a value, or a map with `default`',
    }),
    profile: Type.Unsafe({
      type: 'object',
      title: 'Profile',
      description:
        'Values for parameters by name, for `seed`, `name` and `description`, and for any other value by its path: plan.learn.on.epochs.',
      expected: 'a map of values by name or path',
    }),
  },
  loops: (body) => [
    [
      hasKey('for'),
      mapSchema(
        {
          for: Type.Unsafe({
            type: 'object',
            additionalProperties: LOOP_VALUES,
            description:
              'Variables, each with the list of values that it takes in turn; all lists are of one length. `${name}` is the value.',
          }),
          layers: body,
        },
        {},
        { title: 'Loop over values' },
      ),
    ],
    [
      hasKey('repeat'),
      mapSchema(
        {
          repeat: Type.Integer({
            minimum: 0,
            description: 'How many times the layers stand here, each time with weights of their own.',
          }),
          layers: body,
        },
        {},
        { title: 'Loop' },
      ),
    ],
  ],
  extending: (keys) => [
    [
      hasKey('extends'),
      mapSchema(
        { extends: fullNameSchema('The phase that this one is like, but for what stands here.') },
        keys,
        {
          title: 'Phase that extends another',
        },
      ),
    ],
  ],
} satisfies Partial<WordSchemas>;

function describedBy(schema: TSchema): string {
  return (schema as { description?: string }).description ?? '';
}

/** @param isOpen whether other words than these are accepted */
const wordSchemasOf = ({ layers, optimizers, sources }: KnownWords, isOpen: boolean): WordSchemas => ({
  ...beforeReading,
  layerName: wordNameSchema(layers, 'Layer as it is', isOpen),
  layer: wordMapSchema(layers, { name: layerName, was: layerWas }, 'Layer with arguments', isOpen),
  node: wordMapSchema(layers, { of: appliedToSchema, was: layerWas }, 'Node of a layer', isOpen),
  optimizer: wordUseSchema(optimizers, 'Optimizer', describedBy(openWordSchemas.optimizer), isOpen),
  initializer: wordUseSchema(initializers, 'Initializer', describedBy(openWordSchemas.initializer)),
  source: (common) => {
    const [, beside] = withSourceKeys(Type.Unsafe({}), common);
    const otherwise = wordUseSchema(sources, 'Source that stands in', describedBy(beside.otherwise!), isOpen);
    const cases = [...sources.values()].map((word) => {
      const { properties, required } = withOptionalDefaults(word.args) as unknown as {
        properties: Record<string, TSchema>;
        required?: string[];
      };
      const source = Type.Unsafe({ const: word.name, title: word.name, description: word.summary });
      return [
        { properties: { source: { const: word.name } }, required: ['source'] },
        Type.Unsafe({
          title: `Data set from ${word.name}`,
          type: 'object',
          properties: { source, ...properties, ...beside, otherwise },
          required: ['source', ...(required ?? [])],
          additionalProperties: false,
        }),
      ] as const;
    });
    const source = wordUseSchema(sources, 'Source', 'Where the data comes from.', isOpen);
    const other = mapSchema({ source }, { ...beside, otherwise }, { title: 'Data set from a source' });
    return conditionalSchema(
      cases,
      isOpen ? Type.Unsafe({ ...other, additionalProperties: OWN_ARGUMENT }) : other,
    );
  },
});

const OWN_ARGUMENT = Type.Unsafe({
  title: "Argument of a source of one's own",
  description: 'An argument of a source of a module under `words`.',
});

/** The words of a graph that has no `words`: lagraph's. */
function ofKnownWords({ layers, optimizers, sources }: KnownWords): object {
  const oneOf = (kind: string, words: Iterable<string>) => ({
    pattern: `^(${[...words].join('|')})$|\\$\\{`,
    patternErrorMessage: `There is no such ${kind}; words of one's own are in a module that the graph names under \`words\`.`,
  });
  const mapOf = (kind: string, words: ReadonlyMap<string, Word>, beside: readonly string[]) => ({
    if: { type: 'string' },
    then: oneOf(kind, words.keys()),
    else: { propertyNames: oneOf(kind, [...words.keys(), ...beside, 'for', 'where', 'each', 'use', 'with']) },
  });
  const optimizer = mapOf('optimizer', optimizers, []);
  const source = mapOf('source', sources, []);
  // Titles and `properties` are for people: what is here only refuses.
  const at = (keys: Record<string, object>) => ({
    patternProperties: Object.fromEntries(Object.entries(keys).map(([key, value]) => [`^${key}$`, value])),
  });
  const layersHere = {
    $ref: '#/allOf/0/then/patternProperties/^networks$/additionalProperties/patternProperties/^layers$',
  };
  const node = mapOf('layer', layers, ['of', 'was', 'value', 'weights', 'initializer']);
  return {
    if: { not: { required: ['words'] } },
    then: at({
      networks: {
        additionalProperties: at({
          layers: {
            items: {
              ...mapOf('layer', layers, ['name', 'was', 'residual', 'repeat', 'layers']),
              ...at({ layers: layersHere, residual: layersHere }),
            },
          },
          nodes: { additionalProperties: { if: { type: 'object' }, then: node } },
        }),
      },
      plan: {
        additionalProperties: at({ optimizer, updates: { items: at({ optimizer }) } }),
      },
      data: { additionalProperties: at({ source, otherwise: source }) },
    }),
  };
}

/** Keywords that only messages need. */
const MESSAGE_ANNOTATIONS: ReadonlySet<string> = new Set([
  'expected',
  'otherForms',
  'later',
  'standIn',
  'advice',
  'arguments',
]);
const SCALARS: ReadonlySet<unknown> = new Set(['number', 'integer', 'boolean']);
const REFERENCE = Type.Unsafe({
  // No description: editors then show that of the key.
  title: 'A parameter, or arithmetic with parameters',
  type: 'string',
  pattern: '\\$\\{[^}]+\\}',
});

type Place = 'schema' | 'names' | 'keys' | 'condition';

/** Converts to the published schema: any number, choice or pattern may be a reference to a parameter instead. */
function toPublished(schema: unknown, place: Place = 'schema'): unknown {
  if ([REFERENCE, DECLARATION, TEMPLATE_DECLARATION, LOOP, TEMPLATE_USE].includes(schema as TSchema))
    return schema;
  if (schema === LOOP_VALUES)
    return { anyOf: [{ title: 'a list', type: 'array' }, definitionRef('reference')] };
  if (Array.isArray(schema)) return schema.map((each) => toPublished(each, place));
  if (typeof schema !== 'object' || schema === null || place === 'condition') return schema;
  const { word, shared, ...beside } = schema as ValueSchema & { title?: string };
  if (word !== undefined) return definitionRef(`arguments_of_${word}`);
  if (shared !== undefined) {
    const { title, description, default: byDefault } = beside;
    return {
      ...definitionRef(shared, description),
      ...(title === undefined ? {} : { title }),
      ...(byDefault === undefined ? {} : { default: byDefault }),
    };
  }
  if (place === 'names' || place === 'keys') {
    const named = Object.entries(schema).map(([key, value]: [string, unknown]) => {
      const made = toPublished(value);
      if (place === 'keys') return [key, titled(made, key)];
      return [key, usable(key, made)];
    });
    return Object.fromEntries(named);
  }
  const parts: Record<string, unknown> = Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !MESSAGE_ANNOTATIONS.has(key))
      .map(([key, value]) => [key, CONSTANT.has(key) ? value : toPublished(value, positionOfKey(key))]),
  );
  allowLoops(parts);
  if (Array.isArray(parts.anyOf)) parts.anyOf = parts.anyOf.map((each) => inWords(each));
  const { type, enum: choices, pattern, const: constant } = schema as Record<string, unknown>;
  const open = SCALARS.has(type) || choices !== undefined || (type === 'string' && pattern !== undefined);
  if (!open || constant !== undefined) return parts;
  const { title, description, default: defaultValue, ...rest } = parts;
  return {
    anyOf: [inWords(rest, kindOf(schema)), definitionRef('reference')],
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(defaultValue === undefined ? {} : { default: defaultValue }),
  };
}

/** What it makes is checked by `check` alone. */
const LOOP = Type.Unsafe({
  title: 'Loop',
  type: 'object',
  required: ['for'],
  description:
    'Stands for several: `for` has variables, each with its values; `where`, a comparison, leaves some out. "${name}" is the value.',
});

/** Whether items of a list are more than numbers: definitions, names, one of several kinds. */
function isEntry(items: unknown): boolean {
  const {
    $ref,
    if: condition,
    anyOf = [],
  } = (items ?? {}) as { $ref?: string; if?: object; anyOf?: ValueSchema[] };
  return $ref !== undefined || condition !== undefined || anyOf.some(({ type }) => type === 'string');
}

/** Entries whose name holds a variable, and items of lists, may stand for several; layers have loops of their own. */
function allowLoops(parts: Record<string, unknown>): void {
  const { propertyNames: names, items, additionalProperties: value } = parts;
  const refOf = (schema: unknown): string => (schema as { $ref?: string } | undefined)?.$ref ?? '';
  const isDeclaration = ['#/$defs/parameter', '#/$defs/profile'].includes(refOf(value));
  const pattern = (names as { pattern?: string } | undefined)?.pattern;
  if (pattern !== undefined && !isDeclaration) {
    parts.propertyNames = { pattern: `${pattern}|\\$\\{` };
    parts.patternProperties = { '\\$\\{': definitionRef('loop') };
  }
  if (isEntry(items) && refOf(items) !== '#/$defs/layer')
    parts.items = { if: hasKey('for'), then: definitionRef('loop'), else: items };
}

/** A branch of a union, with a title by which editors tell the branches apart. */
const inWords = (schema: unknown, kind = kindOf(schema as ValueSchema)): unknown => titled(schema, kind);

const kindOf = (schema: ValueSchema & SchemaAnnotations): string =>
  schema.expected ??
  (schema.pattern === NAME_PATTERN || schema.pattern === FULL_NAME_PATTERN
    ? 'a name'
    : describeSchema(schema));

const CONSTANT: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'required', 'type']);

function positionOfKey(key: string): Place {
  if (key === 'properties') return 'keys';
  if (key === '$defs') return 'names';
  return key === 'if' || key === 'propertyNames' ? 'condition' : 'schema';
}
