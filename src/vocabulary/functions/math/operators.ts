/** The operators of expressions, and functions of two operands like them. Numbers come out, whatever goes in. */
import type { FunctionDefinition, Tensor, TfCore } from '../../types.js';
import { both, define, operand, tensors } from '../define.js';
import { broadcast, float, typed } from '../types.js';

type Apply = (tf: TfCore, a: Tensor, b: Tensor) => Tensor;

const binary = (name: string, summary: string, apply: Apply, rises = false): FunctionDefinition =>
  define({
    name,
    group: 'math',
    summary,
    rises,
    parameters: tensors('x1', 'x2'),
    output(inputs) {
      const shape = broadcast(name, inputs);
      return shape.ok ? typed(shape.value) : shape;
    },
    emit(inputs, _options, { tf }) {
      const [a, b] = both(inputs);
      return apply(tf, float(tf, a), float(tf, b));
    },
  });

/** One that is the larger, the larger its operands are. */
const rising = (name: string, summary: string, apply: Apply) => binary(name, summary, apply, true);

export const operators = [
  rising('add', 'The sum: a + b.', (tf, a, b) => tf.add(a, b)),
  binary('subtract', 'The difference: a - b.', (tf, a, b) => tf.sub(a, b)),
  binary('multiply', 'The product, number by number: a * b.', (tf, a, b) => tf.mul(a, b)),
  binary('divide', 'The quotient: a / b.', (tf, a, b) => tf.div(a, b)),
  binary('pow', 'The first to the power of the second: a ** b.', (tf, a, b) => tf.pow(a, b)),
  rising('maximum', 'The larger of the two.', (tf, a, b) => tf.maximum(a, b)),
  rising('minimum', 'The smaller of the two.', (tf, a, b) => tf.minimum(a, b)),
  binary('squared_difference', 'The square of the difference.', (tf, a, b) => tf.squaredDifference(a, b)),
  define({
    name: 'negative',
    group: 'math',
    summary: 'The number with the other sign: -x.',
    parameters: tensors('x'),
    output: (inputs) => typed(operand(inputs).shape),
    emit: (inputs, _options, { tf }) => tf.neg(float(tf, operand(inputs))),
  }),
];
