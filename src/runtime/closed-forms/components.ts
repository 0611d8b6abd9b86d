import type { ClosedFormRequest, SolvedValues } from './closed-form.js';
import { valuesOf, type Matrix } from './linear-algebra.js';

/** vector * matrix */
export const times = (vector: ArrayLike<number>, matrix: Matrix): Float64Array =>
  Float64Array.from({ length: matrix.columns }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < matrix.rows; i++) sum += vector[i]! * matrix.get(i, j);
    return sum;
  });

/**
 * A map of what is centred, and its way back if that is asked for. What the first has no bias for, the bias of the second
 * makes up.
 */
export function thereAndBack(
  mean: Float64Array,
  there: Matrix,
  back: Matrix,
  solved: ClosedFormRequest['solved'],
): SolvedValues[] {
  const moved = times(mean, there).map((value) => -value);
  const [first, second] = solved;
  const values: SolvedValues[] = [{ weight: valuesOf(there), bias: first!.hasBias ? moved : null }];
  if (!second) return values;
  const kept = first!.hasBias ? mean : mean.map((value, at) => value + times(moved, back)[at]!);
  return [...values, { weight: valuesOf(back), bias: second.hasBias ? kept : null }];
}

/** Figures of single components, as far as the vocabulary names them. */
export const ofComponents = (name: string, values: ArrayLike<number>): Record<string, number> =>
  Object.fromEntries(Array.from(values, (value, at) => [`${name}/c${at + 1}`, value]));
