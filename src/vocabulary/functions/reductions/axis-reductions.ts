/**
 * Reductions over one axis or several; without `axis`, over all but the batch, so that each example has its own
 * result.
 */
import { centredMoments } from '../../moments.js';
import { rootWithSlope } from '../../root-with-slope.js';
import { detachTensor } from '../../detach-tensor.js';
import { Type } from '../../typebox-builders.js';
import type { FunctionDefinition, Tensor, TfCore } from '../../definition-types.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { toFloat32 } from '../type-rules.js';
import { axesOf, reducedType, reductionOptions } from './reduced-axes.js';

type Apply = (tf: TfCore, x: Tensor, axes: number[], keepDims: boolean) => Tensor;

const options = Type.Object(reductionOptions, { additionalProperties: false });

const defineReduction = (name: string, summary: string, apply: Apply, rises = true): FunctionDefinition =>
  defineFunction({
    name,
    group: 'reduction',
    summary,
    rises,
    parameters: tensorParameters('x'),
    options,
    output: (inputs, given) => reducedType(name, operandAt(inputs), given),
    emit(inputs, given, { tf, shape }) {
      const x = toFloat32(tf, operandAt(inputs));
      const axes = axesOf(x, given, shape);
      return axes.length === 0 && given.axis === null ? x : apply(tf, x, axes, given.keepdims);
    },
  });

/** Of truth values. */
const defineLogical = (name: 'all' | 'any', summary: string): FunctionDefinition =>
  defineFunction({
    name,
    group: 'reduction',
    summary,
    parameters: tensorParameters('x'),
    differentiable: [],
    options,
    output: (inputs, given) => reducedType(name, operandAt(inputs), given, 'bool'),
    emit(inputs, given, { tf, shape }) {
      const x = detachTensor(tf, operandAt(inputs));
      const truth = x.dtype === 'bool' ? x : tf.notEqual(x, tf.scalar(0, x.dtype as 'float32'));
      return tf[name](truth, axesOf(x, given, shape), given.keepdims);
    },
  });

function logSumExp(tf: TfCore, x: Tensor, axes: number[], keepDims: boolean): Tensor {
  const top = detachTensor(tf, tf.max(x, axes, true));
  const sum = tf.add(tf.log(tf.sum(tf.exp(tf.sub(x, top)), axes, true)), top);
  return keepDims ? sum : tf.squeeze(sum, axes);
}

export const axisReductions = [
  defineReduction('sum', 'The sum.', (tf, x, axes, keep) => tf.sum(x, axes, keep)),
  defineReduction('mean', 'The mean.', (tf, x, axes, keep) => tf.mean(x, axes, keep)),
  defineReduction('max', 'The largest.', (tf, x, axes, keep) => tf.max(x, axes, keep)),
  defineReduction('min', 'The smallest.', (tf, x, axes, keep) => tf.min(x, axes, keep)),
  defineReduction(
    'variance',
    'The mean square of the distance from the mean.',
    (tf, x, axes, keep) => centredMoments(tf, x, axes, keep).variance,
    false,
  ),
  defineReduction(
    'std',
    'The standard deviation: the root of the variance.',
    (tf, x, axes, keep) => rootWithSlope(tf, centredMoments(tf, x, axes, keep).variance),
    false,
  ),
  defineReduction('prod', 'The product.', (tf, x, axes, keep) => tf.prod(x, axes, keep), false),
  defineReduction('logsumexp', 'log(sum(exp(x))), however large the numbers are.', logSumExp),
  defineLogical('all', 'Whether all are true, or not 0.'),
  defineLogical('any', 'Whether one is true, or not 0.'),
];
