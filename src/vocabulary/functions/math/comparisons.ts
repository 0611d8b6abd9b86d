/** Comparisons give truth values, which count as 1 and 0 wherever numbers are needed. No gradient goes through them. */
import type { FunctionDefinition, Tensor, TfCore } from '../../types.js';
import { both, define, tensors } from '../define.js';
import { detached } from '../../detached.js';
import { broadcast, float, typed } from '../types.js';

const compare = (
  name: string,
  summary: string,
  apply: (tf: TfCore, a: Tensor, b: Tensor) => Tensor,
): FunctionDefinition =>
  define({
    name,
    group: 'math',
    summary,
    parameters: tensors('x1', 'x2'),
    output(inputs) {
      const shape = broadcast(name, inputs);
      return shape.ok ? typed(shape.value, 'bool') : shape;
    },
    emit(inputs, _options, { tf }) {
      const [a, b] = both(inputs.map((x) => detached(tf, x)));
      return a.dtype === b.dtype ? apply(tf, a, b) : apply(tf, float(tf, a), float(tf, b));
    },
  });

export const comparisons = [
  compare('equal', 'Whether the two are the same.', (tf, a, b) => tf.equal(a, b)),
  compare('not_equal', 'Whether the two differ.', (tf, a, b) => tf.notEqual(a, b)),
  compare('greater', 'Whether the first is above the second.', (tf, a, b) => tf.greater(a, b)),
  compare('greater_equal', 'Whether the first is not below the second.', (tf, a, b) => tf.greaterEqual(a, b)),
  compare('less', 'Whether the first is below the second.', (tf, a, b) => tf.less(a, b)),
  compare('less_equal', 'Whether the first is not above the second.', (tf, a, b) => tf.lessEqual(a, b)),
];
