import type { FunctionDefinition, Tensor, TfCore } from '../../types.js';
import { logSoftmax as logs } from '../../log-softmax.js';
import { define, operand, tensors } from '../define.js';

import { axisOf, float, typed } from '../types.js';

const overClasses = (
  name: string,
  summary: string,
  apply: (tf: TfCore, x: Tensor) => Tensor,
): FunctionDefinition =>
  define({
    name,
    group: 'shape',
    summary,
    parameters: tensors('x'),
    output(inputs) {
      const found = axisOf(-1, operand(inputs), `what \`${name}\` is given`);
      return found.ok ? typed(operand(inputs).shape) : found;
    },
    emit: (inputs, _options, { tf }) => apply(tf, float(tf, operand(inputs))),
  });

export const softmax = overClasses(
  'softmax',
  'Logits of the last axis as probabilities that add up to 1.',
  (tf, x) => tf.softmax(x),
);

export const logSoftmax = overClasses(
  'log_softmax',
  'The logarithms of what `softmax` gives, right for very small ones as well.',
  logs,
);
