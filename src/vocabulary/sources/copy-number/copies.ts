/** The true numbers of copies along the genome of a tumour cell: gains and losses of arms, chromosomes and smaller parts. */
import type { Distributions } from './distributions.js';
import { CHROMOSOMES, type Genome } from './genome.js';

/** More copies than this are counted as so many. */
export const MOST_COPIES = 8;
/** Cells that have lost more than this on average are drawn again. */
const LEAST_PLOIDY = 1.2;

export interface TumourArguments {
  /** Share of cells without any event. */
  normal: number;
  /** Mean number of gains and losses of whole chromosomes and arms. */
  arms: number;
  /** Mean number of those of smaller parts. */
  focal: number;
  /** Share of cells whose genome was doubled (.37 in Zack et al., Nat. Genet. 2013). */
  doubled: number;
}

function armOrChromosome(genome: Genome, random: Distributions): [from: number, to: number] {
  const which = random.below(CHROMOSOMES);
  const [from, to, middle] = [genome.starts[which]!, genome.starts[which + 1]!, genome.centromeres[which]!];
  const choice = random.uniform(0, 1);
  const [start, end] = choice < 0.4 ? [from, to] : choice < 0.7 ? [from, middle] : [middle, to];
  return start < end ? [start, end] : [from, to];
}

/** A part of 2 bins to half a chromosome, evenly in the logarithm of its length; a quarter end at an end of the chromosome. */
function focalPart(genome: Genome, random: Distributions): [from: number, to: number] {
  const at = random.below(genome.bins);
  const chromosome = genome.chromosomes[at]!;
  const [from, to] = [genome.starts[chromosome]!, genome.starts[chromosome + 1]!];
  const longest = Math.max(2, Math.floor((to - from) / 2));
  const length = Math.round(Math.exp(random.uniform(Math.log(2), Math.log(longest + 0.5))));
  const atAnEnd = random.withProbability(0.25);
  const start = !atAnEnd ? at : random.withProbability(0.5) ? from : to - length;
  return [Math.max(from, start), Math.min(to, start + length)];
}

/** What is lost stays lost; nothing grows beyond MOST_COPIES. */
function change(copies: Int32Array, [from, to]: [number, number], by: number): void {
  for (let at = from; at < to; at++) {
    if (copies[at]! > 0) copies[at] = Math.min(MOST_COPIES, Math.max(0, copies[at]! + by));
  }
}

/** [bins] whole numbers from 0 to MOST_COPIES. */
export function drawCopies(genome: Genome, tumour: TumourArguments, random: Distributions): Int32Array {
  const copies = new Int32Array(genome.bins).fill(2);
  if (random.withProbability(tumour.normal)) return copies;
  // Tumours differ in how disrupted they are.
  const disruption = random.gamma(2, 0.5);
  let arms = random.poisson(tumour.arms * disruption);
  let focal = random.poisson(tumour.focal * disruption);
  const events = arms + focal;
  const doubling = random.withProbability(tumour.doubled) ? random.below(events + 1) : -1;
  for (let event = 0; event <= events; event++) {
    if (event === doubling) copies.forEach((count, at) => (copies[at] = Math.min(MOST_COPIES, 2 * count)));
    if (event === events) break;
    const isArm = random.below(arms + focal) < arms;
    if (isArm) arms -= 1;
    else focal -= 1;
    const part = isArm ? armOrChromosome(genome, random) : focalPart(genome, random);
    const isGain = random.withProbability(0.5);
    change(copies, part, !isGain ? -1 : isArm ? 1 : random.geometric(0.6));
  }
  const ploidy = copies.reduce((sum, count) => sum + count, 0) / genome.bins;
  return ploidy < LEAST_PLOIDY ? drawCopies(genome, tumour, random) : copies;
}
