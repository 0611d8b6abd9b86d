/** What reductions share: which axes they take away. */
import { Type } from '../../typebox-builders.js';
import type { RuleResult, DType, Tensor, TensorType } from '../../definition-types.js';
import { axisFromFront, hasBatch, tensorTypeResult } from '../type-rules.js';

export const reductionOptions = {
  axis: Type.Union([Type.Integer(), Type.Array(Type.Integer(), { minItems: 1 }), Type.Null()], {
    default: null,
    description:
      'The axis or axes to take away, the batch being 0; negative ones count from the end. By default all but the batch.',
  }),
  keepdims: Type.Boolean({ default: false, description: 'Whether axes stay, with one side of 1 each.' }),
};

interface ReductionOptions {
  axis: number | number[] | null;
  keepdims: boolean;
}

function reducedAxes(axis: ReductionOptions['axis'], type: TensorType, name: string): RuleResult<number[]> {
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

export function reducedType(
  name: string,
  type: TensorType,
  { axis, keepdims }: ReductionOptions,
  dtype: DType = 'float32',
): RuleResult<TensorType> {
  const axes = reducedAxes(axis, type, name);
  if (!axes.ok) return axes;
  const gone = new Set(axes.value);
  return tensorTypeResult(
    type.shape.flatMap((side, at) => (gone.has(at) ? (keepdims ? [1] : []) : [side])),
    dtype,
  );
}

/** The axes to reduce, from the front. The output shape shows whether there is a batch dimension to keep. */
export function axesOf(x: Tensor, { axis, keepdims }: ReductionOptions, shape: readonly number[]): number[] {
  if (axis !== null) {
    const written = Array.isArray(axis) ? axis : [axis];
    return [...new Set(written.map((one) => (one < 0 ? one + x.rank : one)))];
  }
  const left = keepdims ? (shape[0] === x.shape[0] && x.shape[0] !== 1 ? 1 : 0) : shape.length;
  return x.shape.map((_, at) => at).slice(left);
}
