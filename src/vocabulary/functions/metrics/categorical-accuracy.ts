import type { FunctionDefinition, Tensor, TfCore } from '../../types.js';
import { both, define, tensors } from '../define.js';
import { detached } from '../../detached.js';
import { meanOfExamples, perExample } from '../losses/index.js';
import { list, refused, said } from '../types.js';
import { kindOf, numberHits, oneHotHits, type Kind } from './hits.js';

const ofClasses = (
  name: string,
  kind: Kind,
  labels: string,
  hits: (tf: TfCore, yTrue: Tensor, yPred: Tensor) => Tensor,
): FunctionDefinition =>
  define({
    name,
    group: 'metric',
    better: 'larger',
    summary: `Share of examples whose largest prediction is their class; labels are ${kind}.`,
    parameters: tensors('y_true', 'y_pred'),
    output(inputs) {
      const [yTrue, yPred] = both(inputs);
      return kindOf(yTrue, yPred) === kind
        ? perExample(yPred)
        : refused(
            `\`${name}\` takes labels ${labels} and predictions [batch, classes], and is given ${list(inputs.map(said))}`,
            undefined,
            'y_pred',
          );
    },
    emit(inputs, _options, context) {
      return meanOfExamples(hits(context.tf, ...both(inputs.map((x) => detached(context.tf, x)))), context);
    },
  });

/** Keras 3: metrics/accuracy_metrics.py. */
export const categoricalAccuracy = ofClasses(
  'categorical_accuracy',
  'one-hot',
  '[batch, classes]',
  oneHotHits,
);

/** Keras 3: metrics/accuracy_metrics.py. */
export const sparseCategoricalAccuracy = ofClasses(
  'sparse_categorical_accuracy',
  'class numbers',
  '[batch]',
  numberHits,
);
