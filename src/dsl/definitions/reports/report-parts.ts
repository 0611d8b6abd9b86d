import { Type, type TSchema } from 'typebox';
import type { ReportKind } from '../../report-keys.js';
import {
  conditionalSchema,
  countSchema,
  definitionRef,
  expressionSchema,
  isMap,
  mapSchema,
  fullNameSchema,
  recordSchema,
} from '../schema-builders.js';

/** A kind of report: its name, and the map that stands behind it. */
export interface ReportForm {
  kind: ReportKind;
  title: string;
  body: TSchema;
  /** Keys beside the kind. */
  beside?: Readonly<Record<string, TSchema>>;
}

export const reportForm = (
  kind: ReportKind,
  description: string,
  required: Readonly<Record<string, TSchema>>,
  optional: Readonly<Record<string, TSchema>>,
): ReportForm => ({
  kind,
  title: `Report of ${kind}`,
  body: mapSchema(required, optional, { title: `${kind[0]!.toUpperCase()}${kind.slice(1)}`, description }),
});

export const onData = (): TSchema => definitionRef('data_use');

const IMAGE = 'A picture: [height, width, 1] or [height, width, 3].';
const CLASSES =
  'class numbers ([batch]), or one number for each class ([batch, classes]), of which the largest counts';

export const image = (description = IMAGE): TSchema => expressionSchema(description);
export const classes = (what: string): TSchema => expressionSchema(`${what}: ${CLASSES}.`);

export const trueAndPredicted = (): Record<string, TSchema> => ({
  true: classes('What is right'),
  predicted: classes('What is predicted'),
});

export const untrained = (): TSchema =>
  Type.Boolean({
    description: 'Networks may be used that no phase has trained before: with their first, random weights.',
    default: false,
  });

/** How many examples a figure is computed on. */
export const examples = (standard: number | null): TSchema =>
  countSchema(
    1,
    `How many examples are used, the first of the split${standard === null ? '; all by default' : ''}.`,
    { standIn: 1, ...(standard === null ? {} : { default: standard }) },
  );

export const count = (standard: number, what: string): TSchema =>
  countSchema(1, `How many ${what}.`, { standIn: 1, default: standard });

/** One expression, or several by name. */
export const oneOrNamed = (item: TSchema, description: string): TSchema =>
  Type.Unsafe({
    ...conditionalSchema([[isMap, recordSchema(item, description, 1)]], item),
    description,
    expected: 'an expression, or a map of them by name',
  });

export const decoder = (): TSchema =>
  fullNameSchema('A network or a model with one input of numbers, [n], whose first output is a picture.');
