import { count, examples, image, onData, reportForm, trueAndPredicted, untrained } from './report-parts.js';

export const mispredictionsForm = reportForm(
  'mispredictions',
  'Examples that are taken for another class, with the true one and the predicted one.',
  { on: onData(), image: image(), ...trueAndPredicted() },
  {
    examples: examples(null),
    count: count(40, 'wrong predictions are shown, the first'),
    untrained: untrained(),
  },
);
