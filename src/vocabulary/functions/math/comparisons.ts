/** Comparisons return booleans, which count as 1 and 0 wherever numbers are needed. They have no gradient. */
import type { FunctionDefinition, Tensor, TfCore } from '../../definition-types.js';
import { operandAt, operandPair, defineFunction, tensorParameters } from '../define-function.js';
import { detachTensor } from '../../detach-tensor.js';
import { broadcastResultShape, toFloat32, tensorTypeResult } from '../type-rules.js';

const defineComparison = (
  name: string,
  summary: string,
  apply: (tf: TfCore, a: Tensor, b: Tensor) => Tensor,
): FunctionDefinition =>
  defineFunction({
    name,
    group: 'math',
    summary,
    differentiable: [],
    parameters: tensorParameters('x1', 'x2'),
    output(inputs) {
      const shape = broadcastResultShape(name, inputs);
      return shape.ok ? tensorTypeResult(shape.value, 'bool') : shape;
    },
    emit(inputs, _options, { tf }) {
      const [a, b] = operandPair(inputs.map((x) => detachTensor(tf, x)));
      return a.dtype === b.dtype ? apply(tf, a, b) : apply(tf, toFloat32(tf, a), toFloat32(tf, b));
    },
  });

/** Numbers count as true where they are not 0. */
const toTruth = (tf: TfCore, x: Tensor): Tensor =>
  x.dtype === 'bool' ? x : tf.notEqual(x, tf.scalar(0, x.dtype as 'float32'));

const defineLogical = (
  name: string,
  summary: string,
  apply: (tf: TfCore, a: Tensor, b: Tensor) => Tensor,
): FunctionDefinition =>
  defineComparison(name, summary, (tf, a, b) => apply(tf, toTruth(tf, a), toTruth(tf, b)));

export const comparisonFunctions = [
  defineComparison('equal', 'Whether the two are the same.', (tf, a, b) => tf.equal(a, b)),
  defineComparison('not_equal', 'Whether the two differ.', (tf, a, b) => tf.notEqual(a, b)),
  defineComparison('greater', 'Whether the first is above the second.', (tf, a, b) => tf.greater(a, b)),
  defineComparison('greater_equal', 'Whether the first is not below the second.', (tf, a, b) =>
    tf.greaterEqual(a, b),
  ),
  defineComparison('less', 'Whether the first is below the second.', (tf, a, b) => tf.less(a, b)),
  defineComparison('less_equal', 'Whether the first is not above the second.', (tf, a, b) =>
    tf.lessEqual(a, b),
  ),
  defineLogical('logical_and', 'Whether both are true, or not 0.', (tf, a, b) => tf.logicalAnd(a, b)),
  defineLogical('logical_or', 'Whether one of the two is true, or not 0.', (tf, a, b) => tf.logicalOr(a, b)),
  defineFunction({
    name: 'logical_not',
    group: 'math',
    summary: 'Whether it is false, or 0.',
    parameters: tensorParameters('x'),
    differentiable: [],
    output: (inputs) => tensorTypeResult(operandAt(inputs).shape, 'bool'),
    emit: (inputs, _options, { tf }) => tf.logicalNot(toTruth(tf, detachTensor(tf, operandAt(inputs)))),
  }),
];
