/** Types of values in expressions: results, their text form, and rules that several functions share. */
import type { RuleResult, DType, Tensor, TensorType, TfCore } from '../definition-types.js';

type Side = number | null;

export const tensorTypeResult = (
  shape: readonly Side[],
  dtype: DType = 'float32',
): RuleResult<TensorType> => ({
  ok: true,
  value: { shape, dtype },
});

/** `argument` is the name of the parameter to point at. */
export const functionError = (problem: string, hint?: string, argument?: string): RuleResult<never> => ({
  ok: false,
  problem,
  ...(hint === undefined ? {} : { hint }),
  ...(argument === undefined ? {} : { argument }),
});

/** `[batch, 10]`; a scalar is `a number`. */
export const tensorTypeText = ({ shape }: TensorType): string =>
  shape.length === 0 ? 'a number' : `[${shape.map((side) => side ?? 'batch').join(', ')}]`;

/** Whether the first dimension is the batch. */
export const hasBatch = ({ shape }: TensorType): boolean => shape[0] === null;

/**
 * Dimensions after the batch, or all of them if the first is not the batch; an error if the batch is at another
 * position.
 */
export function sidesWithoutBatch(functionName: string, type: TensorType): RuleResult<readonly number[]> {
  const sides = hasBatch(type) ? type.shape.slice(1) : type.shape;
  return sides.every((side) => side !== null)
    ? { ok: true, value: sides as number[] }
    : functionError(
        `\`${functionName}\` leaves the batch as it is, and in ${tensorTypeText(type)} it stands among the other sides`,
        'transpose(x, axes=[...]) brings it to the front; sum or mean take an axis of it away',
      );
}

/**
 * NumPy broadcasting, aligned from the right; the batch dimension equals only itself or 1. [batch, 1] with [1, batch]
 * gives all pairs of examples. [batch] with [batch, 1] would do so as well in NumPy, where it is a well-known
 * mistake: it is refused.
 */
export function broadcastResultShape(
  functionName: string,
  inputs: readonly TensorType[],
): RuleResult<readonly Side[]> {
  let shape: readonly Side[] = [];
  for (const { shape: next } of inputs) {
    const rank = Math.max(shape.length, next.length);
    const sides: Side[] = [];
    for (let at = 0; at < rank; at++) {
      const a = sideAt(shape, rank, at);
      const b = sideAt(next, rank, at);
      if (a !== b && a !== 1 && b !== 1) return broadcastError(functionName, inputs);
      sides.push(a === 1 ? b : a);
    }
    const batches = (of: readonly Side[]) => of.filter((side) => side === null).length;
    const square = batches(sides) > Math.max(batches(shape), batches(next));
    if (square && shape.length !== next.length) return broadcastError(functionName, inputs);
    shape = sides;
  }
  return { ok: true, value: shape };
}

const sideAt = (shape: readonly Side[], rank: number, at: number): Side => {
  const from = at - rank + shape.length;
  return from < 0 ? 1 : (shape[from] as Side);
};

function broadcastError(name: string, inputs: readonly TensorType[]): RuleResult<never> {
  const perExample = inputs.some(({ shape }) => shape.length === 1 && shape[0] === null);
  return functionError(
    `\`${name}\` can't put ${joinWithAnd(inputs.map(tensorTypeText))} together`,
    perExample
      ? 'shapes are aligned from the right: to use one number an example, keep its axes (keepdims=true) or reshape it to [batch, 1]'
      : 'shapes are aligned from the right, and sides must be equal or 1',
  );
}

export const joinWithAnd = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;

/** An axis counted from the front, or what is wrong with it. */
export function axisFromFront(axis: number, { shape }: TensorType, what: string): RuleResult<number> {
  const rank = shape.length;
  const found = axis < 0 ? axis + rank : axis;
  if (found >= 0 && found < rank) return { ok: true, value: found };
  return functionError(
    `${what} has no axis ${axis}: it is ${tensorTypeText({ shape, dtype: 'float32' })}`,
    rank === 0 ? undefined : `its axes are 0 to ${rank - 1}, or -${rank} to -1 from the end`,
  );
}

/** The tensor as float32; integers and booleans are converted. */
export const toFloat32 = (tf: TfCore, x: Tensor): Tensor =>
  x.dtype === 'float32' ? x : tf.cast(x, 'float32');
