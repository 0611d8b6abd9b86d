import { both, define, tensors } from '../define.js';
import { detached } from '../../detached.js';
import { meanOfExamples, perExample } from '../losses/index.js';
import { list, refused, said } from '../types.js';
import { binaryHits, kindOf, numberHits, oneHotHits } from './hits.js';

/** Keras 3's `accuracy`: which one is meant, the shapes tell (trainers/compile_utils.py). */
export const accuracy = define({
  name: 'accuracy',
  group: 'metric',
  better: 'larger',
  summary:
    'Share of right answers: the largest of the classes, or a yes above one half where there is one number.',
  parameters: tensors('y_true', 'y_pred'),
  output(inputs) {
    const [yTrue, yPred] = both(inputs);
    return kindOf(yTrue, yPred)
      ? perExample(yPred)
      : refused(
          `\`accuracy\` takes labels [batch, classes] or [batch] and predictions [batch, classes], and is given ${list(inputs.map(said))}`,
          undefined,
          'y_pred',
        );
  },
  emit(inputs, _options, context) {
    const { tf } = context;
    const [yTrue, yPred] = both(inputs.map((x) => detached(tf, x)));
    const kind = kindOf(yTrue, yPred);
    const hits =
      kind === 'binary'
        ? binaryHits(tf, yTrue, yPred, 0.5)
        : kind === 'one-hot'
          ? oneHotHits(tf, yTrue, yPred)
          : numberHits(tf, yTrue, yPred);
    return meanOfExamples(hits, context);
  },
});
