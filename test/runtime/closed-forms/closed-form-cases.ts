/** Closed forms over small data, for tests. */
import { solvers } from '../../../src/vocabulary/index.js';
import {
  createClosedForm,
  createKmeansPass,
  type Solution,
} from '../../../src/runtime/closed-forms/index.js';

export interface Data {
  inputs: readonly (readonly number[])[];
  second?: readonly (readonly number[])[];
}

export interface Asked {
  args?: Record<string, unknown>;
  /** Shapes of the weights, each with or without a bias. */
  solved: { shape: readonly number[]; hasBias: boolean }[];
  /** Sizes of batches; the last one is repeated. */
  batches?: readonly number[];
}

const rows = (values: readonly (readonly number[])[]): Float32Array => Float32Array.from(values.flat());

/** Defaults of the vocabulary, as the compiler fills them in. */
const withDefaults = (method: string, args: Record<string, unknown>): Record<string, unknown> => ({
  ...Object.fromEntries(
    Object.entries(solvers.get(method)!.args.properties).map(([name, schema]) => [
      name,
      (schema as { default?: unknown }).default,
    ]),
  ),
  ...args,
});

export function solved(
  method: string,
  { inputs, second }: Data,
  { args = {}, solved: asked, batches = [7] }: Asked,
): Solution {
  const form = createClosedForm(method, {
    args: withDefaults(method, args) as never,
    inputs: inputs[0]!.length,
    second: second?.[0]?.length ?? 0,
    solved: asked,
  });
  let start = 0;
  for (let at = 0; start < inputs.length; at++) {
    const end = Math.min(inputs.length, start + batches[Math.min(at, batches.length - 1)]!);
    form.add(rows(inputs.slice(start, end)), second ? rows(second.slice(start, end)) : null, end - start);
    start = end;
  }
  return form.solve();
}

/** Passes of k-means from given centres until nothing moves. */
export function clustered(points: readonly (readonly number[])[], first: readonly (readonly number[])[]) {
  const size = points[0]!.length;
  let centres = rows(first);
  for (let passes = 1; passes <= 50; passes++) {
    const pass = createKmeansPass(centres, size);
    pass.add(rows(points), null, points.length);
    const { values, figures } = pass.solve();
    centres = Float32Array.from(values[0]!.weight);
    if (figures.moved === 0) return { centres, figures, passes };
  }
  throw new Error('the centres do not come to rest');
}

/** Rows of what a map makes of inputs. */
export function mapped({ inputs }: Data, { values }: Solution, at = 0): number[][] {
  const { weight, bias } = values[at]!;
  const columns = weight.length / inputs[0]!.length;
  return inputs.map((row) =>
    Array.from({ length: columns }, (_, j) =>
      row.reduce((sum, value, i) => sum + Math.fround(value) * weight[i * columns + j]!, bias?.[j] ?? 0),
    ),
  );
}

export const meansOf = (values: readonly (readonly number[])[]): number[] =>
  values[0]!.map((_, j) => values.reduce((sum, row) => sum + row[j]!, 0) / values.length);

export function covariance(values: readonly (readonly number[])[], others = values): number[][] {
  const [means, theirs] = [meansOf(values), meansOf(others)];
  return means.map((mean, i) =>
    theirs.map(
      (other, j) =>
        values.reduce((sum, row, n) => sum + (row[i]! - mean) * (others[n]![j]! - other), 0) /
        (values.length - 1),
    ),
  );
}

/** The largest difference of two lists of numbers. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Array.from(a).reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);
}
