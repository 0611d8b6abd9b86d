/** The autosomes of the human genome (GRCh38), cut into bins of one length. */

/** Lengths of the chromosomes 1 to 22, in millions of bases. */
const LENGTHS = [
  248.96, 242.19, 198.3, 190.21, 181.54, 170.81, 159.35, 145.14, 138.39, 133.8, 135.09, 133.28, 114.36,
  107.04, 101.99, 90.34, 83.26, 80.37, 58.62, 64.44, 46.71, 50.82,
];
/** Where their centromeres lie, in millions of bases. */
const CENTROMERES = [
  123.4, 93.9, 90.9, 50, 48.75, 60.55, 60.1, 45.2, 43.85, 39.8, 53.4, 35.5, 17.7, 17.2, 19, 36.85, 25.1,
  18.45, 26.15, 28.05, 11.95, 15.55,
];
export const CHROMOSOMES = LENGTHS.length;

export interface Genome {
  bins: number;
  /** For each chromosome its first bin, and at the end the number of bins. */
  starts: readonly number[];
  /** For each chromosome the first bin behind the centromere. */
  centromeres: readonly number[];
  /** For each bin its chromosome, from 0. */
  chromosomes: Uint8Array;
}

/** As many bins as asked, at least one for each chromosome: what is left by rounding down goes to the largest remainders. */
export function cutGenome(bins: number): Genome {
  const total = LENGTHS.reduce((sum, length) => sum + length, 0);
  const exact = LENGTHS.map((length) => (length / total) * bins);
  const counts = exact.map((count) => Math.max(1, Math.floor(count)));
  for (let left = bins - counts.reduce((a, b) => a + b, 0); left > 0; left--) {
    const gaps = exact.map((count, at) => count - counts[at]!);
    counts[gaps.indexOf(Math.max(...gaps))]! += 1;
  }
  const starts = [0];
  for (const count of counts) starts.push(starts.at(-1)! + count);
  const chromosomes = new Uint8Array(starts.at(-1)!);
  counts.forEach((count, at) => chromosomes.fill(at, starts[at]!, starts[at]! + count));
  return {
    bins,
    starts,
    centromeres: counts.map(
      (count, at) => starts[at]! + Math.round((count * CENTROMERES[at]!) / LENGTHS[at]!),
    ),
    chromosomes,
  };
}
