import type { FunctionDefinition, Tensor, TfCore } from '../../definition-types.js';
import { operandPair, defineFunction, tensorParameters } from '../define-function.js';
import { detachTensor } from '../../detach-tensor.js';
import { meanPerExample, perExampleType } from '../losses/index.js';
import { joinWithAnd, functionError, tensorTypeText } from '../type-rules.js';
import { accuracyKindOf, numberHits, oneHotHits, type AccuracyKind } from './hits.js';

const defineClassAccuracy = (
  name: string,
  kind: AccuracyKind,
  labels: string,
  hits: (tf: TfCore, yTrue: Tensor, yPred: Tensor) => Tensor,
): FunctionDefinition =>
  defineFunction({
    name,
    group: 'metric',
    differentiable: [],
    better: 'larger',
    summary: `Share of examples whose largest prediction is their class; labels are ${kind}.`,
    parameters: tensorParameters('y_true', 'y_pred'),
    output(inputs) {
      const [yTrue, yPred] = operandPair(inputs);
      return accuracyKindOf(yTrue, yPred) === kind
        ? perExampleType(yPred)
        : functionError(
            `\`${name}\` takes labels ${labels} and predictions [batch, classes], and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
            undefined,
            'y_pred',
          );
    },
    emit(inputs, _options, context) {
      return meanPerExample(
        hits(context.tf, ...operandPair(inputs.map((x) => detachTensor(context.tf, x)))),
        context,
      );
    },
  });

/** Keras 3: metrics/accuracy_metrics.py. */
export const categoricalAccuracy = defineClassAccuracy(
  'categorical_accuracy',
  'one-hot',
  '[batch, classes]',
  oneHotHits,
);

/** Keras 3: metrics/accuracy_metrics.py. */
export const sparseCategoricalAccuracy = defineClassAccuracy(
  'sparse_categorical_accuracy',
  'class numbers',
  '[batch]',
  numberHits,
);
