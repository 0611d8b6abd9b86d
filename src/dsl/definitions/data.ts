import { Type, type TSchema } from 'typebox';
import { choice, either, expression, has, map, name, named } from './parts.js';
import type { WordSchemas } from './words.js';

const common = {
  augment: named(Type.Unsafe({ type: 'object' }), 'How images are moved, by field.'),
  add: named(
    expression('Made of the other fields.'),
    'Fields that are computed, of images as this data set moves them; a data set made of this one keeps them so.',
    1,
  ),
  draw: choice(['once', 'each_epoch'], 'Whether random draws stay the same in every epoch.'),
  split: named(
    Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'A share, from 0 to 1.' }),
    'Parts by name, with the share of each.',
    1,
  ),
};

const FORMS = ['source', 'otherwise', 'from', 'pair', 'by', 'repeat', ...Object.keys(common)];

export function dataSchema(words: WordSchemas): TSchema {
  return Type.Unsafe({
    ...either(
      [
        [
          has('pair'),
          map(
            {
              pair: named(name('A data set.'), 'Two data sets or more, under the names of the members.', 2),
              by: name('The field that the members of a pair agree in.'),
            },
            {
              repeat: name('A member that is gone over again and again, or `shuffle`.'),
              ...common,
            },
            { otherForms: FORMS },
          ),
        ],
        [has('from'), map({ from: name('A data set.') }, common, { otherForms: FORMS })],
      ],
      words.source(common),
    ),
    description: 'A data set: a source, one made from another, or pairs of others.',
    expected: 'a data set, a map',
  });
}
