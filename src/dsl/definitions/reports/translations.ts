import { Type } from 'typebox';
import { conditionalSchema, isList } from '../schema-builders.js';
import { count, image, onData, reportForm, untrained } from './report-parts.js';

export const translationsForm = reportForm(
  'translations',
  'Pictures of examples and of what networks make of them.',
  {
    on: onData(),
    rows: Type.Unsafe({
      ...conditionalSchema([[isList, Type.Array(image(), { minItems: 1 })]], image()),
      description: 'Pictures of each example, one below the other.',
      expected: 'a list of expressions',
    }),
  },
  { count: count(20, 'examples, the first of the split'), untrained: untrained() },
);
