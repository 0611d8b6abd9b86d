import { Type } from '../../typebox-builders.js';
import type { FieldType, LoadedSplit, SourceLoaderTools } from '../../definition-types.js';
import { defineSource } from '../define-source.js';
import { drawCopies, type TumourArguments } from './copies.js';
import { correctCounts, drawCounts, drawGc } from './counts.js';
import { distributions } from './distributions.js';
import { cutGenome } from './genome.js';

/** Incremented whenever the profiles change: it is part of their hash. */
const VERSION = 2;
const FEWEST_BINS = 64;

interface Simulation extends TumourArguments {
  seed: number;
  bins: number;
  depth: readonly number[];
}

const fieldsOf = (bins: number): Record<string, FieldType> => ({
  ratio: { shape: [bins, 1], dtype: 'float32', role: 'value' },
  counts: { shape: [bins, 1], dtype: 'float32', role: 'value' },
  start: { shape: [bins, 1], dtype: 'float32', role: 'value' },
  copies: { shape: [bins], dtype: 'int32', role: 'value' },
  ploidy: { shape: [1, 1], dtype: 'float32', role: 'value' },
});

function simulate(
  split: string,
  examples: number,
  simulation: Simulation,
  tools: SourceLoaderTools,
): LoadedSplit {
  const { seed, bins, depth } = simulation;
  const genome = cutGenome(bins);
  const gc = drawGc(genome, distributions(tools.draws(`copy_number/${seed}/gc`)));
  const ratio = new Float32Array(examples * bins);
  const counts = new Float32Array(examples * bins);
  const start = new Float32Array(examples * bins);
  const copies = new Int32Array(examples * bins);
  const ploidy = new Float32Array(examples);
  for (let cell = 0; cell < examples; cell++) {
    const random = distributions(tools.draws(`copy_number/${seed}/${split}/${cell}`));
    const own = drawCopies(genome, simulation, random);
    const reads = Math.exp(random.uniform(Math.log(depth[0]!), Math.log(depth[1]!)));
    const counted = drawCounts(own, gc, reads, genome, random);
    copies.set(own, cell * bins);
    counts.set(counted, cell * bins);
    ratio.set(correctCounts(counted, gc), cell * bins);
    for (const first of genome.starts.slice(0, -1)) start[cell * bins + first] = 1;
    ploidy[cell] = own.reduce((sum, count) => sum + count, 0) / bins;
  }
  const series = (data: Float32Array) => ({ data, shape: [bins, 1], scale: 1 });
  return {
    examples,
    columns: {
      ratio: series(ratio),
      counts: series(counts),
      start: series(start),
      copies: { data: copies, shape: [bins], scale: 1 },
      ploidy: { data: ploidy, shape: [1, 1], scale: 1 },
    },
  };
}

const cells = (fallback: number, what: string) =>
  Type.Integer({ default: fallback, minimum: 1, maximum: 1_000_000, description: what });
const events = (fallback: number, what: string) =>
  Type.Number({ default: fallback, minimum: 0, maximum: 1000, description: what });
const share = (fallback: number, what: string) =>
  Type.Number({ default: fallback, minimum: 0, maximum: 1, description: what });

export const copyNumberSource = defineSource({
  name: 'copy_number',
  summary:
    'Made-up read counts of single tumour cells along the genome, with the true number of copies of each part.',
  about:
    'A simulator, part of lagraph: gains and losses of arms, chromosomes and smaller parts of the 22 autosomes, doubled ' +
    'genomes (.37 of tumours in Zack et al., Nature Genetics 2013), and negative binomial counts that follow the copies, the share of ' +
    'G and C, a wave along the genome and, in a tenth of the cells, replication. `ratio` are the counts, corrected for G and C and ' +
    'divided by their mean in the cell; `start` is 1 at the first bin of each chromosome; `copies` are whole numbers from 0 to ' +
    '8, `ploidy` their mean. Cells are drawn each by itself: no two are of one tumour.',
  simulated: true,
  args: Type.Object(
    {
      seed: Type.Integer({
        default: 0,
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Other seeds, other cells.',
      }),
      train: cells(4000, 'Cells for training.'),
      test: cells(400, 'Cells for testing.'),
      bins: Type.Integer({
        default: 512,
        minimum: FEWEST_BINS,
        maximum: 65_536,
        description: 'Parts of one length that the genome is cut into.',
      }),
      depth: Type.Array(Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 }), {
        default: [15, 400],
        minItems: 2,
        maxItems: 2,
        description:
          'The fewest and the most reads a bin that a cell has on average, drawn evenly in their logarithm.',
      }),
      normal: share(0.1, 'Share of cells that have two copies of everything.'),
      arms: events(6, 'Gains and losses of chromosomes and arms, on average.'),
      focal: events(18, 'Gains and losses of smaller parts, on average.'),
      doubled: share(0.35, 'Share of the other cells whose genome was doubled.'),
    },
    { additionalProperties: false },
  ),
  declare({ train, test, bins, depth }) {
    if (depth[0]! > depth[1]!) {
      return { ok: false, problem: '`depth` begins with the fewest reads', argument: 'depth' };
    }
    return {
      ok: true,
      value: { fields: fieldsOf(bins), splits: { train: { examples: train }, test: { examples: test } } },
    };
  },
  load({ train, test, ...simulation }, tools) {
    return Promise.resolve({
      splits: {
        train: simulate('train', train, simulation, tools),
        test: simulate('test', test, simulation, tools),
      },
      hash: tools.sha256(
        JSON.stringify({ simulator: 'copy_number', version: VERSION, train, test, ...simulation }),
      ),
      origin: `simulator copy_number, version ${VERSION}, seed ${simulation.seed}`,
      simulated: true,
    });
  },
});
