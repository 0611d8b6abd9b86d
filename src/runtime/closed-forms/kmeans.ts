import { UnsolvableError, type ClosedForm } from './closed-form.js';

/** Distances are compared in float64; of equal ones the first centre counts. */
export function nearestCentre(
  values: ArrayLike<number>,
  from: number,
  centres: ArrayLike<number>,
  size: number,
): { centre: number; distance: number } {
  let found = { centre: 0, distance: Infinity };
  for (let c = 0; c < centres.length / size; c++) {
    let distance = 0;
    for (let i = 0; i < size; i++) distance += (values[from + i]! - centres[c * size + i]!) ** 2;
    if (distance < found.distance) found = { centre: c, distance };
  }
  return found;
}

const smallestAt = (values: Float64Array): number =>
  values.reduce((best, value, at) => (value < values[best]! ? at : best), 0);

/** One pass of Lloyd's algorithm: every example counts for its nearest centre, which moves to their mean. */
export function createKmeansPass(centres: Float32Array, size: number): ClosedForm {
  const count = centres.length / size;
  const counts = new Float64Array(count);
  /** Of deviations from the centres, which keeps digits. */
  const sums = new Float64Array(centres.length);
  /** Sum of squared distances, and examples. */
  const totals = new Float64Array(2);
  // The examples that are farthest from their centres, for centres that have none: distances, and values.
  const farthest = new Float64Array(count).fill(-1);
  const far = new Float64Array(centres.length);
  let least: number | null = null;
  return {
    state: () => ({ counts, sums, totals, farthest, far }),
    add(values, _, examples) {
      for (let n = 0; n < examples; n++) {
        const from = n * size;
        const { centre, distance } = nearestCentre(values, from, centres, size);
        counts[centre]! += 1;
        totals[0]! += distance;
        for (let i = 0; i < size; i++)
          sums[centre * size + i]! += values[from + i]! - centres[centre * size + i]!;
        least ??= smallestAt(farthest);
        if (distance > farthest[least]!) {
          farthest[least] = distance;
          for (let i = 0; i < size; i++) far[least * size + i] = values[from + i]!;
          least = null;
        }
      }
      totals[1]! += examples;
    },
    solve() {
      const next = new Float64Array(centres.length);
      const spare = [...farthest.keys()].sort((a, b) => farthest[b]! - farthest[a]!);
      let [moved, taken] = [0, 0];
      for (let c = 0; c < count; c++) {
        const isEmpty = counts[c] === 0;
        const own = isEmpty ? spare[taken++]! : c;
        let way = 0;
        for (let i = 0; i < size; i++) {
          const at = c * size + i;
          // Centres are float32 from pass to pass: a pass that changes nothing is seen as such.
          next[at] = Math.fround(
            isEmpty && farthest[own]! > 0
              ? far[own * size + i]!
              : centres[at]! + sums[at]! / Math.max(1, counts[c]!),
          );
          way += (next[at] - centres[at]!) ** 2;
        }
        moved = Math.max(moved, Math.sqrt(way));
      }
      const [inertia, examples] = [totals[0]!, totals[1]!];
      return {
        values: [{ weight: next, bias: null }],
        figures: { loss: inertia / (examples * size), inertia, moved },
        notices: [],
      };
    },
  };
}

/**
 * First centres by greedy k-means++ (Arthur and Vassilvitskii 2007): each of the next is, of some examples drawn by their
 * squared distance to the centres so far, the one that leaves the smallest sum.
 *
 * @param uniform numbers from 0 to 1, the next ones of a stream
 */
export function firstCentres(
  values: Float32Array,
  size: number,
  count: number,
  uniform: (numbers: number) => Float32Array,
): Float32Array {
  const examples = values.length / size;
  const centres = new Float32Array(count * size);
  const example = (at: number) => values.subarray(at * size, (at + 1) * size);
  const trials = 2 + Math.floor(Math.log(count));
  const distances = new Float64Array(examples).fill(Infinity);
  const withCentre = (centre: Float32Array) =>
    distances.map((before, n) => Math.min(before, nearestCentre(values, n * size, centre, size).distance));
  const first = Math.min(examples - 1, Math.floor(uniform(1)[0]! * examples));
  centres.set(example(first));
  distances.set(withCentre(example(first)));
  for (let c = 1; c < count; c++) {
    const total = distances.reduce((sum, one) => sum + one, 0);
    if (total === 0) {
      throw new UnsolvableError(
        `There are only ${c} different examples for ${count} centres. Give the phase more data, or its weight fewer rows.`,
      );
    }
    const candidates = Array.from(uniform(trials), (share) => {
      let left = share * total;
      const found = distances.findIndex((one) => (left -= one) < 0);
      return found < 0 ? distances.findLastIndex((one) => one > 0) : found;
    });
    const tried = candidates.map((at) => ({ at, after: withCentre(example(at)) }));
    const sums = tried.map(({ after }) => after.reduce((sum, one) => sum + one, 0));
    const best = tried[sums.indexOf(Math.min(...sums))]!;
    centres.set(example(best.at), c * size);
    distances.set(best.after);
  }
  return centres;
}
