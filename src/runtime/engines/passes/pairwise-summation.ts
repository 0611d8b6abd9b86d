/**
 * Sums and means of many numbers, part by part. Added up one after another, numbers near each other all round the same
 * way: of 50,000 near 1,000 the mean is off by a thousand units in the last place. In parts of at most 64, whose sums
 * are added up likewise, it is a few units; and libraries are no slower at that, since they add rows to rows where there
 * are few long ones.
 */

/** So many numbers may be added up one after another. */
const MAX_SEQUENTIAL = 128;

/** Parts, where there are more. */
const MAX_PART = 64;

/** Least number of numbers in a part: a length that only smaller numbers divide is not parted. */
const MIN_PART = 8;

/** The value is seen as rows, and the axis taken away. `wide`: too many for float32 at once. */
export interface SummationStep {
  shape: number[];
  axis: number;
  inFloat64: boolean;
}

const product = (sides: readonly number[]) => sides.reduce((size, side) => size * side, 1);

/**
 * In what steps to take axes away.
 *
 * @param axes ascending
 * @returns null where they may go at once
 */
export function pairwiseSummationSteps(
  sides: readonly number[],
  axes: readonly number[],
): SummationStep[] | null {
  const gone = new Set(axes);
  if (product(axes.map((axis) => sides[axis] ?? 1)) <= MAX_SEQUENTIAL) return null;
  const shape = [...sides];
  const steps: SummationStep[] = [];
  // Neighbours in memory at once, the last first: what lies behind them makes rows longer.
  let end = sides.length;
  while (end > 0) {
    if (!gone.has(end - 1)) {
      end--;
      continue;
    }
    let start = end - 1;
    while (gone.has(start - 1)) start--;
    const before = product(shape.slice(0, start));
    const behind = product(shape.slice(end));
    for (const { many, left } of partSizes(product(shape.slice(start, end)))) {
      const rows = before === 1 ? [many, left * behind] : [before, many, left * behind];
      steps.push({ shape: rows, axis: rows.length - 2, inFloat64: many > MAX_SEQUENTIAL });
    }
    shape.fill(1, start, end);
    end = start;
  }
  return steps;
}

/** How many numbers are added up in each step, and how many sums are left of them. */
function partSizes(count: number): { many: number; left: number }[] {
  const found: { many: number; left: number }[] = [];
  let left = count;
  while (left > MAX_SEQUENTIAL) {
    const many = largestDivisor(left, MAX_PART);
    if (many < MIN_PART) break;
    left /= many;
    found.push({ many, left });
  }
  return [...found, { many: left, left: 1 }];
}

export function largestDivisor(of: number, most: number): number {
  for (let divisor = Math.min(of, most); divisor > 1; divisor--) if (of % divisor === 0) return divisor;
  return 1;
}
