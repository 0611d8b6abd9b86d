import { choiceSchema, fullNameSchema, oneOrListSchema } from '../schema-builders.js';
import type { ReportForm } from './report-parts.js';

export const curvesForm: ReportForm = {
  kind: 'curves',
  title: 'Report of curves',
  body: oneOrListSchema(
    fullNameSchema('A phase.'),
    'Losses and metrics of phases over their epochs, in training and in validation.',
    'a list of phases',
  ),
  beside: {
    scale: choiceSchema(
      ['auto', 'linear', 'log'],
      'The axes of figures; auto: logarithmic where a figure is positive and spans more than a factor of 20.',
      { default: 'auto', standIn: 'auto' },
    ),
  },
};
