/**
 * Reductions over one axis or several; without `axis`, over all but the batch, so that each example has its own
 * result.
 */
import { centredMoments } from '../../moments.js';
import { Type } from '../../typebox-builders.js';
import type { RuleResult, FunctionDefinition, Tensor, TensorType, TfCore } from '../../definition-types.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { axisFromFront, toFloat32, hasBatch, tensorTypeResult } from '../type-rules.js';

type Apply = (tf: TfCore, x: Tensor, axes: number[], keepDims: boolean) => Tensor;

const options = Type.Object(
  {
    axis: Type.Union([Type.Integer(), Type.Array(Type.Integer(), { minItems: 1 }), Type.Null()], {
      default: null,
      description:
        'The axis or axes to take away, the batch being 0; negative ones count from the end. By default all but the batch.',
    }),
    keepdims: Type.Boolean({ default: false, description: 'Whether axes stay, with one side of 1 each.' }),
  },
  { additionalProperties: false },
);

function reducedAxes(axis: number | number[] | null, type: TensorType, name: string): RuleResult<number[]> {
  if (axis === null) {
    return { ok: true, value: type.shape.flatMap((_, at) => (at === 0 && hasBatch(type) ? [] : [at])) };
  }
  const axes = new Set<number>();
  for (const written of Array.isArray(axis) ? axis : [axis]) {
    const found = axisFromFront(written, type, `what \`${name}\` is given`);
    if (!found.ok) return found;
    axes.add(found.value);
  }
  return { ok: true, value: [...axes].sort((a, b) => a - b) };
}

const defineReduction = (name: string, summary: string, apply: Apply, rises = true): FunctionDefinition =>
  defineFunction({
    name,
    group: 'reduction',
    summary,
    rises,
    parameters: tensorParameters('x'),
    options,
    output(inputs, { axis, keepdims }) {
      const type = operandAt(inputs);
      const axes = reducedAxes(axis, type, name);
      if (!axes.ok) return axes;
      const gone = new Set(axes.value);
      return tensorTypeResult(
        type.shape.flatMap((side, at) => (gone.has(at) ? (keepdims ? [1] : []) : [side])),
      );
    },
    emit(inputs, { axis, keepdims }, { tf, shape }) {
      const x = toFloat32(tf, operandAt(inputs));
      if (axis !== null) {
        const axes = (Array.isArray(axis) ? axis : [axis]).map((one) => (one < 0 ? one + x.rank : one));
        return apply(tf, x, [...new Set(axes)], keepdims);
      }
      // The output shape shows whether there is a batch dimension to keep.
      const left = keepdims ? (shape[0] === x.shape[0] && x.shape[0] !== 1 ? 1 : 0) : shape.length;
      const axes = x.shape.map((_, at) => at).slice(left);
      return axes.length === 0 ? x : apply(tf, x, axes, keepdims);
    },
  });

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
];
