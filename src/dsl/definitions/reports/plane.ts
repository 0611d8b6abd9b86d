import { choiceSchema, expressionSchema } from '../schema-builders.js';
import { classes, count, examples, image, onData, reportForm, untrained } from './report-parts.js';

export const planeForm = reportForm(
  'plane',
  'Examples as points of a plane: two latent numbers as they are, more of them projected.',
  { on: onData(), at: expressionSchema('Two or more numbers for each example.') },
  {
    colour: classes('What colours the points'),
    by: choiceSchema(
      ['pca', 'umap'],
      'How more than two numbers become two: their principal components, or UMAP, which keeps neighbours together.',
      { default: 'pca', standIn: 'pca' },
    ),
    image: image('A picture of the example, shown where a page is pointed at.'),
    thumbnails: count(400, 'of those pictures are kept'),
    examples: examples(2000),
    untrained: untrained(),
  },
);
