import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { hasBatch, functionError, tensorTypeText, tensorTypeResult } from '../type-rules.js';

export const permutation = defineFunction({
  name: 'permutation',
  group: 'random',
  summary:
    'A random order of the examples of the batch, by which several values are put: `take(x, order)`, `take(y, order)`.',
  parameters: tensorParameters('x'),
  differentiable: [],
  output(inputs) {
    const type = operandAt(inputs);
    return hasBatch(type)
      ? tensorTypeResult([null], 'int32')
      : functionError(`\`permutation\` needs a batch of examples, and is given ${tensorTypeText(type)}`);
  },
  emit: (inputs, _options, { draw }) =>
    draw({ kind: 'permutation', shape: [operandAt(inputs).shape[0] ?? 1] }),
});
