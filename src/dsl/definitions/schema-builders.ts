/** The pieces that the structure of a graph is described with. */
import { Type, type TObject, type TSchema } from 'typebox';
import { FLOAT32 } from '../../vocabulary/index.js';
import { MAX_NAME_LENGTH } from '../max-name-length.js';
import { MAX_COUNT } from '../schema-values/index.js';

/** What lagraph's schemas say beyond JSON Schema; `published` leaves it out. */
export interface SchemaAnnotations {
  /** What editors call it, and the heading of its section in the reference. */
  title?: string;
  /** What is meant where it is left out. */
  default?: unknown;
  /** What the value is, for messages: `the name of a network, or a list of them`. */
  expected?: string;
  /** Keys that other forms of the same entry have: a second form, not a slip. */
  otherForms?: readonly string[];
  /** Keys of the language that this version does not run. */
  later?: readonly string[];
  /** Keys that may not be known here: they are the arguments of a word. */
  arguments?: boolean;
  /** What to do where a number is out of range. */
  advice?: string;
  /** What is taken in place of a wrong value, so that the rest of its entry is still checked. */
  standIn?: number | string;
}

export const NAME_PATTERN = `^[A-Za-z_][A-Za-z0-9_]{0,${MAX_NAME_LENGTH - 1}}$`;

/** A schema whose choice depends on what is there: the first case that holds is the only one that is checked. */
export function conditionalSchema(
  cases: readonly (readonly [when: object, then: TSchema])[],
  otherwise: TSchema,
): TSchema {
  return cases.reduceRight<TSchema>(
    (rest, [when, then]) => Type.Unsafe({ if: when, then, else: rest }),
    otherwise,
  );
}

/** For `either`: the map has this key. */
export const hasKey = (key: string): object => ({ type: 'object', required: [key] });
export const isMap = { type: 'object' };
export const isList = { type: 'array' };

export const nameSchema = (description: string, options: SchemaAnnotations = {}): TSchema =>
  Type.String({ pattern: NAME_PATTERN, description, ...options });

export const textSchema = (description: string, options: SchemaAnnotations = {}): TSchema =>
  Type.String({ description, ...options });

export const countSchema = (minimum: number, description: string, options: SchemaAnnotations = {}): TSchema =>
  Type.Integer({ minimum, maximum: MAX_COUNT, description, ...options });

/** A number that training computes with. */
export const numberSchema = (
  description: string,
  { least = -FLOAT32.most, ...options }: SchemaAnnotations & { least?: number } = {},
): TSchema => Type.Number({ minimum: least, maximum: FLOAT32.most, description, ...options });

export const choiceSchema = (
  words: readonly string[],
  description: string,
  options: SchemaAnnotations = {},
): TSchema => Type.Unsafe({ type: 'string', enum: words, description, ...options });

/** An expression; a number alone is one too. */
export const expressionSchema = (description: string, options: SchemaAnnotations = {}): TSchema =>
  Type.Unsafe({ type: ['string', 'number'], description, expected: 'an expression', ...options });

/** Names to values of one kind. */
export function recordSchema(value: TSchema, description: string, minEntries = 0): TSchema {
  return Type.Unsafe({
    type: 'object',
    description,
    propertyNames: { pattern: NAME_PATTERN },
    additionalProperties: value,
    ...(minEntries > 0 ? { minProperties: minEntries } : {}),
    expected: 'a map of names',
  });
}

/** One, or a list of at least one, or of `least`. */
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

/** What the definition says, with a description for this place if there is one. */
export const definitionRef = (definition: string, description?: string): TSchema =>
  Type.Ref(`#/$defs/${definition}`, description === undefined ? {} : { description });
