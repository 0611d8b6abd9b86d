import type { FieldType, RuleResult } from '../../definition-types.js';
import { Type } from '../../typebox-builders.js';
import { declareField } from './declare-field.js';
import { fieldKeys, recordOf, type FieldArguments } from './field-arguments.js';

/** How a field finds its array: by its name in the file, or by a file of its own. */
export type ArrayPlace = 'key' | 'path';

const placeDescriptions: Readonly<Record<ArrayPlace, string>> = {
  key: 'The array by its name in the file; by default the name of the field. A map gives one for each split: `{train: x_train, test: x_test}`.',
  path: 'The file: in the data directory, or relative to the graph. A map gives one for each split: `{train: x_train.npy, test: x_test.npy}`.',
};

const oneOrBySplit = (place: ArrayPlace) =>
  Type.Union(
    [Type.String({ minLength: 1 }), recordOf<string>(Type.String({ minLength: 1 }), 'One for each split.')],
    {
      description: placeDescriptions[place],
    },
  );

const channels = Type.Optional(
  Type.Union([Type.Literal('first'), Type.Literal('last')], {
    description:
      '`first`: the file has the channels of pictures before rows and columns, as PyTorch does; they are put last.',
  }),
);

export type ArrayFieldArguments = FieldArguments & { channels?: 'first' | 'last' };

/** The array of a field: one, or one for each split. */
export type ArrayLocation = string | Readonly<Record<string, string>>;

export type ArrayField = string | (ArrayFieldArguments & { key?: ArrayLocation; path?: ArrayLocation });

const keyField = Type.Union([
  Type.String({ minLength: 1 }),
  Type.Object(
    { key: Type.Optional(oneOrBySplit('key')), ...fieldKeys, channels },
    { additionalProperties: false },
  ),
]);
const pathField = Type.Union([
  Type.String({ minLength: 1 }),
  Type.Object({ path: oneOrBySplit('path'), ...fieldKeys, channels }, { additionalProperties: false }),
]);

export const arrayFields = (place: ArrayPlace) =>
  recordOf<ArrayField>(
    place === 'key' ? keyField : pathField,
    place === 'key'
      ? 'The fields of the examples, by name: the name of an array (examples along its first axis), or a map with `key` and what becomes of it.'
      : 'The fields of the examples, by name: a file (examples along its first axis), or a map with `path` and what becomes of it.',
  );

/** A field of arrays, in the long form. */
export type ArrayFieldPlan = ArrayFieldArguments & { name: string; location: ArrayLocation };

export function planArrayField(name: string, field: ArrayField): ArrayFieldPlan {
  if (typeof field === 'string') return { name, location: field };
  const { key, path, ...own } = field;
  return { ...own, name, location: path ?? key ?? name };
}

export function declareArrayField(plan: ArrayFieldPlan): RuleResult<FieldType> {
  if (plan.channels === 'first' && plan.shape?.length !== 3) {
    return {
      ok: false,
      problem: `\`channels: first\` is for pictures, and \`${plan.name}\` ${plan.shape ? 'is none' : 'has no shape'}`,
      argument: 'fields',
      keys: [plan.name, 'channels'],
      hint: 'write the shape that the pictures get, channels last: [32, 32, 3]',
    };
  }
  return declareField(plan.name, plan, undefined);
}

/** The splits: those of the files, those that fields give arrays for, or `train`. */
export function splitsOfArrays(
  plans: readonly ArrayFieldPlan[],
  files: Readonly<Record<string, string>> | null,
): RuleResult<string[]> {
  const divided = plans.filter(({ location }) => typeof location !== 'string');
  const first = divided[0];
  if (!first) return { ok: true, value: files ? Object.keys(files) : ['train'] };
  const names = files ? Object.keys(files) : Object.keys(first.location);
  const others = files ? 'the files' : `\`${first.name}\``;
  for (const { name, location } of files ? divided : plans) {
    const own = typeof location === 'string' ? [] : Object.keys(location);
    if ([...own].sort().join() === [...names].sort().join()) continue;
    return {
      ok: false,
      problem:
        typeof location === 'string'
          ? `\`${name}\` is one array, and ${others} ${files ? 'are' : 'has'} one for each split`
          : `\`${name}\` has the splits ${own.join(', ')}, and ${others} ${files ? 'have' : 'has'} ${names.join(', ')}`,
      argument: 'fields',
      keys: [name],
      hint: `give one for each: {${names.map((split) => `${split}: ...`).join(', ')}}`,
    };
  }
  return { ok: true, value: names };
}

export const locationIn = ({ location }: ArrayFieldPlan, split: string): string =>
  typeof location === 'string' ? location : location[split]!;
