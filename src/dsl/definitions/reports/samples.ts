import { Type } from 'typebox';
import { choiceSchema, numberSchema } from '../schema-builders.js';
import { count, decoder, reportForm, untrained } from './report-parts.js';

export const samplesForm = reportForm(
  'samples',
  'What a decoder makes of random latent numbers, drawn by the seed of the graph.',
  { model: decoder() },
  {
    from: choiceSchema(
      ['normal', 'uniform'],
      'normal: mean 0 and standard deviation 1; uniform: between the two numbers of `range`.',
      { default: 'normal', standIn: 'normal' },
    ),
    range: Type.Array(numberSchema('A latent number.', { standIn: 0 }), {
      minItems: 2,
      maxItems: 2,
      description: 'The smallest and the largest number of `from: uniform`.',
      default: [-1, 1],
    }),
    count: count(100, 'draws'),
    untrained: untrained(),
  },
);
