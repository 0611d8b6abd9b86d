import type { FunctionDefinition, Tensor, TfCore } from '../../definition-types.js';
import { logSoftmax as logs } from '../../log-softmax.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';

import { axisFromFront, toFloat32, tensorTypeResult } from '../type-rules.js';

const defineLastAxisFunction = (
  name: string,
  summary: string,
  apply: (tf: TfCore, x: Tensor) => Tensor,
): FunctionDefinition =>
  defineFunction({
    name,
    group: 'shape',
    summary,
    parameters: tensorParameters('x'),
    output(inputs) {
      const found = axisFromFront(-1, operandAt(inputs), `what \`${name}\` is given`);
      return found.ok ? tensorTypeResult(operandAt(inputs).shape) : found;
    },
    emit: (inputs, _options, { tf }) => apply(tf, toFloat32(tf, operandAt(inputs))),
  });

export const softmaxFunction = defineLastAxisFunction(
  'softmax',
  'Logits of the last axis as probabilities that add up to 1.',
  (tf, x) => tf.softmax(x),
);

export const logSoftmaxFunction = defineLastAxisFunction(
  'log_softmax',
  'The logarithms of what `softmax` gives, right for very small ones as well.',
  logs,
);
