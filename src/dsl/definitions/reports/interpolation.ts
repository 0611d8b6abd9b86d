import { countSchema, expressionSchema } from '../schema-builders.js';
import { classes, count, decoder, onData, reportForm, untrained } from './report-parts.js';

export const interpolationForm = reportForm(
  'interpolation',
  'What a decoder makes of latent numbers on the way from one example to another.',
  { on: onData(), at: expressionSchema('The latent numbers of an example.'), model: decoder() },
  {
    label: classes('The class of an example, which is written beside it'),
    count: count(8, 'pairs: the first example and the second, the third and the fourth, and so on'),
    steps: countSchema(2, 'Pictures from one example to the other, both included.', {
      standIn: 2,
      default: 10,
    }),
    untrained: untrained(),
  },
);
