import { Type, type TSchema } from 'typebox';
import {
  choiceSchema,
  countSchema,
  conditionalSchema,
  expressionSchema,
  fullNameSchema,
  fullWasSchema,
  hasKey,
  isMap,
  mapSchema,
  nameSchema,
  recordSchema,
  textSchema,
  wasSchema,
} from './schema-builders.js';
import type { WordSchemas } from './word-schemas.js';

/** A field: of a pair with its member, `digit.label`. */
const fieldNameSchema = (description: string) => fullNameSchema(description);

const fieldValue = () => expressionSchema('Made of the fields before it, by functions alone.');

const commonKeys = (words: WordSchemas) => ({
  filter: textSchema(
    'Which examples are kept: comparisons of fields, all of which must hold, `label < 5 and age >= 18`; a label is compared by the numbers or names of its classes, `species in [setosa, virginica]`.',
  ),
  balance: fieldNameSchema(
    'A label: of each of its classes as many examples are kept, at random, as the rarest one has.',
  ),
  take: Type.Unsafe({
    ...conditionalSchema(
      [[isMap, recordSchema(countSchema(1, 'How many examples.'), 'By split.', 1)]],
      countSchema(1, 'How many examples.'),
    ),
    description: 'How many examples are kept, the first ones: of each split, or by the names of splits.',
    expected: 'a whole number, or a map of splits',
  }),
  augment: recordSchema(
    words.augmentation,
    'How images are moved at random, by field. All splits are moved; what should lie still, as test data, is a data set of its own.',
  ),
  add: recordSchema(
    Type.Unsafe({
      ...conditionalSchema(
        [
          [
            isMap,
            mapSchema({ value: fieldValue() }, { was: wasSchema('the field') }, { title: 'Renamed field' }),
          ],
        ],
        fieldValue(),
      ),
      description: 'How the field is made; as a map if it had another name before.',
      expected: 'an expression, or a map with `value` and `was`',
    }),
    'Fields that are computed, of images as this data set moves them; a data set made of this one keeps them so.',
    1,
  ),
  draw: choiceSchema(
    ['once', 'each_epoch'],
    'Whether the random draws of `augment`, `add` and `pair` here stay the same in every epoch (`once`) or are made anew.',
    { default: 'each_epoch' },
  ),
  split: recordSchema(
    Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'A share, from 0 to 1.' }),
    'Parts by name, with the share of each: the split `train` (or the only one) is cut at random, and the parts take its place.',
    1,
  ),
  group: fieldNameSchema(
    'A label, or a field of one number: examples that agree in it come into the same part of `split`, as all pictures of one person.',
  ),
  was: fullWasSchema('the data set'),
});

const DATA_FORM_KEYS = [
  'source',
  'otherwise',
  'from',
  'pair',
  'by',
  'repeat',
  'length',
  'filter',
  'balance',
  'take',
  'augment',
  'add',
  'draw',
  'split',
  'group',
  'was',
];

export function dataSchema(words: WordSchemas): TSchema {
  const commonDataKeys = commonKeys(words);
  return Type.Unsafe({
    ...conditionalSchema(
      [
        [
          hasKey('pair'),
          mapSchema(
            {
              pair: recordSchema(
                fullNameSchema('A data set.'),
                'Two data sets or more, by the names that they have in the pair: fields are `name.field`.',
                2,
              ),
              by: nameSchema(
                'The label, a field of all members, in which the members of a pair agree; `row`: example i of each; `none`: each member in an order of its own.',
              ),
            },
            {
              repeat: nameSchema(
                'A member that is gone over again and again, until the others have come once; or `shuffle`: all members are, each time in another order. Without it every member comes at most once.',
              ),
              length: nameSchema(
                'With `by: none`: the member that an epoch passes over once, or the `longest` or `shortest` of them; by default the longest. Shorter members are gone over again.',
              ),
              ...commonDataKeys,
            },
            { title: 'Data set of pairs', otherForms: DATA_FORM_KEYS },
          ),
        ],
        [
          hasKey('from'),
          mapSchema(
            { from: fullNameSchema('The data set whose fields and splits it begins with.') },
            commonDataKeys,
            {
              title: 'Data set made of another',
              otherForms: DATA_FORM_KEYS,
            },
          ),
        ],
      ],
      words.source(commonDataKeys),
    ),
    title: 'Data set',
    description: 'A data set: a source, one made from another, or pairs of others.',
    expected: 'a data set, a map',
  });
}
