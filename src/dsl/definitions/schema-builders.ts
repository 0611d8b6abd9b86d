/** Building blocks of the graph schemas. */
import { Type, type TObject, type TSchema } from 'typebox';
import { FLOAT32 } from '../../vocabulary/index.js';
import { MAX_FULL_NAME_LENGTH, MAX_NAME_LENGTH } from '../max-name-length.js';
import { MAX_COUNT } from '../schema-values/index.js';

/** Keywords of lagraph's schemas beyond JSON Schema; `publishedSchema` removes them. */
export interface SchemaAnnotations {
  /** Shown by editors; heading of its section in the reference. */
  title?: string;
  /** The value if the key is absent. */
  default?: unknown;
  /** Describes the value in messages: `the name of a network, or a list of them`. */
  expected?: string;
  /** Keys of other forms of the same entry: not typos, but a second form. */
  otherForms?: readonly string[];
  /** Keys of the language that this version does not support. */
  later?: readonly string[];
  /** Whether unknown keys are allowed: they are the arguments of a word. */
  arguments?: boolean;
  /** What to do if a number is out of range. */
  advice?: string;
  /** Replaces an invalid value, so that the rest of its entry is still checked. */
  standIn?: number | string;
}

export const NAME_PATTERN = `^[A-Za-z_][A-Za-z0-9_]{0,${MAX_NAME_LENGTH - 1}}$`;

const NAME = NAME_PATTERN.slice(1, -1);

/** A name of the graph or, with a namespace, of one of its parts: `digits.encoder`. */
export const FULL_NAME_PATTERN = `^${NAME}([.]${NAME})*$`;

/** A schema whose branch depends on the value: only the first case whose condition holds is validated. */
export function conditionalSchema(
  cases: readonly (readonly [when: object, then: TSchema])[],
  otherwise: TSchema,
): TSchema {
  return cases.reduceRight<TSchema>(
    (rest, [when, then]) => Type.Unsafe({ if: when, then, else: rest }),
    otherwise,
  );
}

/** A condition for `conditionalSchema`: the map has this key. */
export const hasKey = (key: string): object => ({ type: 'object', required: [key] });
export const isMap = { type: 'object' };
export const isList = { type: 'array' };

export const nameSchema = (description: string, options: SchemaAnnotations = {}): TSchema =>
  Type.String({ pattern: NAME_PATTERN, description, ...options });

/** The name of a data set, network, model or phase, of the graph or of a part. */
export const fullNameSchema = (description: string, options: SchemaAnnotations = {}): TSchema =>
  Type.String({ pattern: FULL_NAME_PATTERN, description, ...options });

export const textSchema = (description: string, options: SchemaAnnotations = {}): TSchema =>
  Type.String({ description, ...options });

export const countSchema = (minimum: number, description: string, options: SchemaAnnotations = {}): TSchema =>
  Type.Integer({ minimum, maximum: MAX_COUNT, description, ...options });

/** A number in the range of float32, in which training computes. */
export const numberSchema = (
  description: string,
  { least = -FLOAT32.most, ...options }: SchemaAnnotations & { least?: number } = {},
): TSchema => Type.Number({ minimum: least, maximum: FLOAT32.most, description, ...options });

export const choiceSchema = (
  words: readonly string[],
  description: string,
  options: SchemaAnnotations = {},
): TSchema => Type.Unsafe({ type: 'string', enum: words, description, ...options });

/** An expression, or a number. */
export const expressionSchema = (description: string, options: SchemaAnnotations = {}): TSchema =>
  Type.Unsafe({ type: ['string', 'number'], description, expected: 'an expression', ...options });

/** A map from names to values of one kind. */
export function recordSchema(
  value: TSchema,
  description: string,
  minEntries = 0,
  names = NAME_PATTERN,
): TSchema {
  return Type.Unsafe({
    type: 'object',
    description,
    propertyNames: { pattern: names },
    additionalProperties: value,
    ...(minEntries > 0 ? { minProperties: minEntries } : {}),
    expected: 'a map of names',
  });
}

/**
 * A map of what a graph or a part of it declares, or of what it has under its name. A graph with its parts put in is a
 * graph, so names with a namespace may stand there.
 */
export const fullNameRecordSchema = (value: TSchema, description: string): TSchema =>
  recordSchema(value, description, 0, FULL_NAME_PATTERN.replace('^', `^(?=.{1,${MAX_FULL_NAME_LENGTH}}$)`));

/** A map of bare weights: those that are networks, and `network/node`. */
export const weightRecordSchema = (value: TSchema, description: string): TSchema =>
  recordSchema(value, description, 0, FULL_NAME_PATTERN.replace(/[$]$/, `(/${NAME})?$`));

/** One item, or a list of at least `minItems`. */
export function oneOrListSchema(item: TSchema, description: string, expected: string, minItems = 1): TSchema {
  const list = Type.Array(item, minItems > 0 ? { minItems } : {});
  return Type.Unsafe({
    ...conditionalSchema([[isList, list]], item),
    description,
    expected,
  });
}

/** A map with exactly these keys; those in `optional` may be left out. */
export function mapSchema(
  required: Readonly<Record<string, TSchema>>,
  optional: Readonly<Record<string, TSchema>> = {},
  options: SchemaAnnotations & { description?: string } = {},
): TObject {
  return Type.Unsafe({
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: options.arguments ?? false,
    ...options,
  }) as unknown as TObject;
}

const wasDescription = (what: string): string =>
  `Name that ${what} had before: with it a new name changes no random draw, and nothing is trained again.`;

/** The name that a declaration had before it was renamed. */
export const wasSchema = (what: string): TSchema => nameSchema(wasDescription(what));

/** The same of what a part may declare. */
export const fullWasSchema = (what: string): TSchema => fullNameSchema(wasDescription(what));

/** A reference to a definition, optionally with a description for this use. */
export const definitionRef = (definition: string, description?: string): TSchema =>
  Type.Ref(`#/$defs/${definition}`, description === undefined ? {} : { description });
