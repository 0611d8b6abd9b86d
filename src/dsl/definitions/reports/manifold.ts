import { Type } from 'typebox';
import { countSchema, numberSchema } from '../schema-builders.js';
import { decoder, reportForm, untrained } from './report-parts.js';

export const manifoldForm = reportForm(
  'manifold',
  'What a decoder makes of a grid of latent numbers.',
  { model: decoder() },
  {
    range: Type.Array(numberSchema('A latent number.', { standIn: 0 }), {
      minItems: 2,
      maxItems: 2,
      description: 'The first and the last value along each axis.',
      default: [-3, 3],
    }),
    steps: countSchema(2, 'Values along each axis.', { standIn: 2, default: 15 }),
    axes: Type.Array(countSchema(0, 'Index of a latent number, from 0.', { standIn: 0 }), {
      minItems: 2,
      maxItems: 2,
      description: 'The two latent numbers that vary, across and upwards; the others are 0.',
      default: [0, 1],
    }),
    untrained: untrained(),
  },
);
