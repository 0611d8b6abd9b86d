import { countSchema, expressionSchema } from '../schema-builders.js';
import { examples, onData, oneOrNamed, reportForm, untrained } from './report-parts.js';

export const histogramForm = reportForm(
  'histogram',
  'How often values occur.',
  {
    on: onData(),
    of: oneOrNamed(
      expressionSchema('Values of any shape.'),
      'Values whose numbers are counted, one or several by name.',
    ),
  },
  {
    bins: countSchema(1, 'Bins between the smallest and the largest number.', { standIn: 1, default: 40 }),
    examples: examples(2000),
    untrained: untrained(),
  },
);
