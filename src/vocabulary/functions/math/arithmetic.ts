/** The operators of expressions and other binary functions. Their results are numbers, whatever the operands' type. */
import type { FunctionDefinition, Tensor, TfCore } from '../../definition-types.js';
import { operandPair, defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { broadcastResultShape, toFloat32, tensorTypeResult } from '../type-rules.js';

type Apply = (tf: TfCore, a: Tensor, b: Tensor) => Tensor;

const defineBinary = (name: string, summary: string, apply: Apply, rises = false): FunctionDefinition =>
  defineFunction({
    name,
    group: 'math',
    summary,
    rises,
    parameters: tensorParameters('x1', 'x2'),
    output(inputs) {
      const shape = broadcastResultShape(name, inputs);
      return shape.ok ? tensorTypeResult(shape.value) : shape;
    },
    emit(inputs, _options, { tf }) {
      const [a, b] = operandPair(inputs);
      return apply(tf, toFloat32(tf, a), toFloat32(tf, b));
    },
  });

/** A function that increases monotonically in its operands. */
const defineIncreasing = (name: string, summary: string, apply: Apply) =>
  defineBinary(name, summary, apply, true);

export const arithmeticFunctions = [
  defineIncreasing('add', 'The sum: a + b.', (tf, a, b) => tf.add(a, b)),
  defineBinary('subtract', 'The difference: a - b.', (tf, a, b) => tf.sub(a, b)),
  defineBinary('multiply', 'The product, number by number: a * b.', (tf, a, b) => tf.mul(a, b)),
  defineBinary('divide', 'The quotient: a / b.', (tf, a, b) => tf.div(a, b)),
  defineBinary('pow', 'The first to the power of the second: a ** b.', (tf, a, b) => tf.pow(a, b)),
  defineIncreasing('maximum', 'The larger of the two.', (tf, a, b) => tf.maximum(a, b)),
  defineIncreasing('minimum', 'The smaller of the two.', (tf, a, b) => tf.minimum(a, b)),
  defineBinary('squared_difference', 'The square of the difference.', (tf, a, b) =>
    tf.squaredDifference(a, b),
  ),
  defineFunction({
    name: 'negative',
    group: 'math',
    summary: 'The number with the other sign: -x.',
    parameters: tensorParameters('x'),
    output: (inputs) => tensorTypeResult(operandAt(inputs).shape),
    emit: (inputs, _options, { tf }) => tf.neg(toFloat32(tf, operandAt(inputs))),
  }),
];
