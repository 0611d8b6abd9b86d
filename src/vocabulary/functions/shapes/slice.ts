import { Type } from '../../typebox-builders.js';
import type { Tensor, TfCore } from '../../definition-types.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { functionError, tensorTypeText, tensorTypeResult } from '../type-rules.js';

const places = (description: string, least?: number) =>
  Type.Array(Type.Integer(least === undefined ? {} : { minimum: least }), { description });

/** What `x[:, 0:14, ::2]` is lowered to; every axis has its numbers. */
export const sliceFunction = defineFunction({
  name: 'slice',
  group: 'shape',
  rises: true,
  summary: 'A part of a tensor; the short form is that of NumPy: `x[:, 0:14]`, `x[:, -1]`, `x[..., ::2]`.',
  parameters: tensorParameters('x'),
  options: Type.Object(
    {
      begin: places('For each axis, the first place that is taken.', 0),
      size: places('For each axis, how many places are taken; -1 for all, in the batch.', -1),
      step: Type.Union([places('For each axis, how far it is to the next place.'), Type.Null()], {
        default: null,
        description: 'For each axis, how far it is to the next place; negative ones go backwards.',
      }),
      squeeze: Type.Union([places('Axes of one place that are taken away.', 0), Type.Null()], {
        default: null,
        description: 'Axes of one place that are taken away.',
      }),
    },
    { additionalProperties: false },
  ),
  output(inputs, { begin, size, step, squeeze }) {
    const type = operandAt(inputs);
    const { shape, dtype } = type;
    if ([begin, size, step ?? size].some(({ length }) => length !== shape.length)) {
      return functionError(`\`slice\` needs one number for each axis of ${tensorTypeText(type)}`);
    }
    for (const [at, side] of shape.entries()) {
      const [from, count, by] = [begin[at]!, size[at]!, step?.[at] ?? 1];
      const isWhole = side === null && count === -1 && Math.abs(by) === 1;
      const last = from + (count - 1) * by;
      const isInside = side !== null && count > 0 && from < side && last >= 0 && last < side;
      const isFirst = side === null && from === 0 && count === 1;
      if (by === 0 || !(isWhole || isInside || isFirst)) {
        return functionError(`\`slice\` leaves axis ${at} of ${tensorTypeText(type)}`);
      }
    }
    const gone = new Set(squeeze);
    return tensorTypeResult(
      shape.flatMap((side, at) => (gone.has(at) ? [] : [size[at] === -1 ? side : size[at]!])),
      dtype,
    );
  },
  emit(inputs, { begin, size, step }, { tf, shape }) {
    const x = operandAt(inputs);
    const steps = x.shape.map((_, at) => step?.[at] ?? 1);
    const counts = x.shape.map((side, at) => (size[at] === -1 ? side : size[at]!));
    // From the lowest place on, forwards.
    const lowest = x.shape.map((_, at) =>
      size[at] === -1 ? 0 : begin[at]! + Math.min(0, (counts[at]! - 1) * steps[at]!),
    );
    let part = sliceForwards(tf, x, lowest, counts, steps.map(Math.abs));
    const backwards = steps.flatMap((one, at) => (one < 0 ? [at] : []));
    if (backwards.length > 0) part = tf.reverse(part, backwards);
    return tf.reshape(part, [...shape]);
  },
});

/** Slices with steps are reshaped to [..., count, step, ...], of which the first column is taken. */
function sliceForwards(tf: TfCore, x: Tensor, from: number[], counts: number[], steps: number[]): Tensor {
  const length = x.shape.map((side, at) => Math.min(side - from[at]!, counts[at]! * steps[at]!));
  let part = tf.slice(x, from, length);
  steps.forEach((step, axis) => {
    if (step === 1) return;
    const [count, have] = [counts[axis]!, part.shape[axis]!];
    const missing = count * step - have;
    if (missing > 0) {
      part = tf.pad(
        part,
        part.shape.map((_, at): [number, number] => [0, at === axis ? missing : 0]),
      );
    }
    const [before, after] = [part.shape.slice(0, axis), part.shape.slice(axis + 1)];
    const columns = tf.reshape(part, [...before, count, step, ...after]);
    const first = columns.shape.map((side, at) => (at === axis + 1 ? 1 : side));
    const taken = tf.slice(
      columns,
      columns.shape.map(() => 0),
      first,
    );
    part = tf.reshape(taken, [...before, count, ...after]);
  });
  return part;
}
