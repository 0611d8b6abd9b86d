/**
 * Sums, means, products, largest and smallest numbers, in JavaScript: its numbers have 53 bits, so that sums lose nothing
 * before they are rounded.
 */
import type { KernelCall } from '../../../capture/index.js';
import { product } from '../layout.js';
import type { Lowering } from '../lowering.js';
import { emitFallback } from './fallback.js';

interface Reduction {
  start: number;
  accumulate(result: number, value: number): number;
}

const reductions: Readonly<Record<string, Reduction>> = {
  Sum: { start: 0, accumulate: (a, b) => a + b },
  Mean: { start: 0, accumulate: (a, b) => a + b },
  Max: { start: -Infinity, accumulate: Math.max },
  Min: { start: Infinity, accumulate: Math.min },
};

/** Sides of a value as reduced and kept ones in turns: [outer, reduced, inner], where they are that simple. */
function threeSides(shape: readonly number[], axes: readonly number[]): [number, number, number] | null {
  const reduced = axes.filter((axis) => shape[axis] !== 1).sort((a, b) => a - b);
  const first = reduced[0] ?? 0;
  const last = reduced.at(-1) ?? -1;
  for (let axis = first; axis <= last; axis++) {
    if (!reduced.includes(axis) && shape[axis] !== 1) return null;
  }
  return [
    product(shape.slice(0, first)),
    product(shape.slice(first, last + 1)),
    product(shape.slice(last + 1)),
  ];
}

export function emitReduction(lowering: Lowering, call: KernelCall): void {
  const x = lowering.input(call, 'x');
  const y = call.outputs[0]!;
  const axes = (call.attrs.axis ?? call.attrs.reductionIndices) as number[];
  const sides = threeSides(lowering.spec(x).shape, axes);
  const reduction = reductions[call.kernel];
  if (!sides || !reduction || lowering.dataType(x) !== 'f32' || lowering.dataType(y) !== 'f32') {
    return emitFallback(lowering, call);
  }
  const [outer, length, inner] = sides;
  const from = lowering.readPlain(x);
  const to = lowering.definePlain(y);
  const { start, accumulate } = reduction;
  const scale = call.kernel === 'Mean' ? 1 / length : 1;
  lowering.emit({
    name: call.kernel,
    implementation: 'javascript',
    reads: [from],
    writes: [to],
    bind(places) {
      const numbers = places.floats(from, outer * length * inner);
      const results = places.floats(to, outer * inner);
      const row = new Float64Array(inner);
      if (call.kernel === 'Max' || call.kernel === 'Min') {
        return () => reduceBy(numbers, results, row, sides, start, accumulate);
      }
      return () => sum(numbers, results, row, sides, scale);
    },
  });
}

function sum(
  numbers: Float32Array,
  results: Float32Array,
  row: Float64Array,
  [outer, length, inner]: readonly [number, number, number],
  scale: number,
): void {
  let at = 0;
  for (let o = 0; o < outer; o++) {
    if (inner === 1) {
      let total = 0;
      for (const end = at + length; at < end; at++) total += numbers[at]!;
      results[o] = total * scale;
      continue;
    }
    row.fill(0);
    for (let l = 0; l < length; l++) {
      for (let i = 0; i < inner; i++) row[i] = row[i]! + numbers[at++]!;
    }
    for (let i = 0; i < inner; i++) results[o * inner + i] = row[i]! * scale;
  }
}

function reduceBy(
  numbers: Float32Array,
  results: Float32Array,
  row: Float64Array,
  [outer, length, inner]: readonly [number, number, number],
  start: number,
  accumulate: (a: number, b: number) => number,
): void {
  let at = 0;
  for (let o = 0; o < outer; o++) {
    row.fill(start);
    for (let l = 0; l < length; l++) {
      for (let i = 0; i < inner; i++) row[i] = accumulate(row[i]!, numbers[at++]!);
    }
    results.set(row, o * inner);
  }
}
