import { examples, onData, reportForm, trueAndPredicted, untrained } from './report-parts.js';

export const confusionForm = reportForm(
  'confusion',
  'How often each class is taken for each other one.',
  { on: onData(), ...trueAndPredicted() },
  { examples: examples(null), untrained: untrained() },
);
