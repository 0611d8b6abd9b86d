import { examples, onData, reportForm, trueAndPredicted, untrained } from './report-parts.js';

export const barsForm = reportForm(
  'bars',
  'For each class, how many of its examples are taken for another one, and how many of another one are taken for it.',
  { on: onData(), ...trueAndPredicted() },
  { examples: examples(null), untrained: untrained() },
);
