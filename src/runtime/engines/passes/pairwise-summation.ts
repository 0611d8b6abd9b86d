/**
 * Pairwise (cascade) summation. Sequential float32 summation rounds in one direction for similar numbers: the mean of
 * 50,000 numbers near 1,000 is off by 1,000 ulp; in recursive parts of at most 64, by a few. No slower, since rows
 * are added vectorized.
 */

/** Most numbers that are summed sequentially. */
const MAX_SEQUENTIAL = 128;

/** Largest part of a longer sum. */
const MAX_PART = 64;

/** Smallest part: lengths without such a divisor are not split. */
const MIN_PART = 8;

/** Reshape to `shape`, then reduce `axis`; in float64 where the part is too long for float32. */
export interface SummationStep {
  shape: number[];
  axis: number;
  inFloat64: boolean;
}

const product = (sides: readonly number[]) => sides.reduce((size, side) => size * side, 1);

/**
 * The steps of a reduction.
 *
 * @param axes ascending
 * @returns null if one step is accurate enough
 */
export function pairwiseSummationSteps(
  sides: readonly number[],
  axes: readonly number[],
): SummationStep[] | null {
  const reducedAxes = new Set(axes);
  if (product(axes.map((axis) => sides[axis] ?? 1)) <= MAX_SEQUENTIAL) return null;
  const shape = [...sides];
  const steps: SummationStep[] = [];
  // Adjacent axes are reduced together, innermost first.
  let end = sides.length;
  while (end > 0) {
    if (!reducedAxes.has(end - 1)) {
      end--;
      continue;
    }
    let start = end - 1;
    while (reducedAxes.has(start - 1)) start--;
    const before = product(shape.slice(0, start));
    const after = product(shape.slice(end));
    for (const { partLength, left } of partSizes(product(shape.slice(start, end)))) {
      const rows = before === 1 ? [partLength, left * after] : [before, partLength, left * after];
      steps.push({ shape: rows, axis: rows.length - 2, inFloat64: partLength > MAX_SEQUENTIAL });
    }
    shape.fill(1, start, end);
    end = start;
  }
  return steps;
}

/** The length of the sums in each step, and the number of sums it leaves. */
function partSizes(count: number): { partLength: number; left: number }[] {
  const parts: { partLength: number; left: number }[] = [];
  let left = count;
  while (left > MAX_SEQUENTIAL) {
    const partLength = largestDivisor(left, MAX_PART);
    if (partLength < MIN_PART) break;
    left /= partLength;
    parts.push({ partLength, left });
  }
  return [...parts, { partLength: left, left: 1 }];
}

export function largestDivisor(of: number, most: number): number {
  for (let divisor = Math.min(of, most); divisor > 1; divisor--) if (of % divisor === 0) return divisor;
  return 1;
}
