/** Numbers from finished networks: evaluations, and rows of pictures. */
import type { Program, Wire, WireId } from '../../compiler/index.js';
import type { ExampleSet } from '../data/index.js';
import type { Engine } from '../engines/index.js';
import type { WireValues } from '../worker/index.js';
import { firstExamples } from './passes.js';
import { makeSweep, type Sweep } from './sweep.js';
import type { State } from './weights.js';

/** What is asked of a data split. */
export interface Sample {
  program: Program;
  /** Stands before the names of streams drawn each step. */
  scope: string;
  set: ExampleSet;
  wires: readonly Wire[];
  weights: State;
  engine: Engine;
  threads: number;
  stop: AbortSignal;
  /** Hears what the engine has to say. */
  notice?: (message: string) => void;
}

/** Examples a time. Part of what an evaluation means only where its wires look at the whole batch. */
const BATCH = 64;

async function over<T>(
  sample: Sample,
  wanted: { name: string; wire: WireId }[],
  use: (sweep: Sweep) => Promise<T>,
): Promise<T> {
  const { threads, notice } = sample;
  const session = await sample.engine.open({ threads, ...(notice ? { notice } : {}) });
  try {
    await session.write(sample.weights);
    const { program, set, scope } = sample;
    const sweep = makeSweep(
      program,
      { wires: sample.wires, wanted, batchSize: BATCH },
      { set, features: new Map(), seed: program.seed, scope },
      session,
      sample.stop,
    );
    return await use(sweep);
  } finally {
    await session.close();
  }
}

/** The mean of a wire over all examples of the split. */
export async function measure(sample: Sample, wire: WireId): Promise<number> {
  const means = await over(sample, [{ name: 'measure', wire }], (sweep) => sweep.means());
  return means['measure']!;
}

/** Values of wires for the first `count` examples of the split. */
export async function valuesOf(
  sample: Sample,
  wanted: readonly WireId[],
  count: number,
): Promise<WireValues[]> {
  const examples = Math.min(count, sample.set.examples);
  const rows = wanted.map((wire): WireValues => {
    const [, ...shape] = sample.wires[wire]!.type.shape;
    const sides = shape.map((side) => {
      if (side === null) throw new Error('a wire has the batch in the midst of its shape');
      return side;
    });
    const size = sides.reduce((product, side) => product * side, 1);
    return { shape: [examples, ...sides], data: new Float32Array(examples * size) };
  });
  const names = wanted.map((wire, i) => ({ name: `row${i}`, wire }));
  await over(sample, names, (sweep) =>
    sweep.run(firstExamples(examples), (results, { start }) => {
      rows.forEach((row, i) => {
        const values = results[`row${i}`]!;
        const size = row.data.length / examples;
        row.data.set(values, start * size);
      });
    }),
  );
  return rows;
}
