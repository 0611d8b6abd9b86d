/** Evaluates wires over a data split with trained networks: means for evaluations, values for translation grids. */
import type { Program, Wire, WireId } from '../../compiler/index.js';
import type { ExampleSet } from '../data/index.js';
import type { Engine } from '../engines/index.js';
import type { WireValues } from '../jobs/index.js';
import { firstExampleIndices } from './batches.js';
import { createEvaluationLoop, type EvaluationLoop } from './evaluation-loop.js';
import type { StateDict } from './load-weights.js';

/** An evaluation of wires over a data split. */
export interface SplitEvaluation {
  program: Program;
  /** Prefix of the names of streams that are drawn each step. */
  scope: string;
  set: ExampleSet;
  wires: readonly Wire[];
  weights: StateDict;
  engine: Engine;
  threads: number;
  stop: AbortSignal;
  /** Receives messages of the engine. */
  notice?: (message: string) => void;
}

/** Batch size. It affects an evaluation only if its wires look at the whole batch. */
const EVALUATION_BATCH_SIZE = 64;

async function withEvaluationLoop<T>(
  evaluation: SplitEvaluation,
  wanted: { name: string; wire: WireId }[],
  use: (loop: EvaluationLoop) => Promise<T>,
): Promise<T> {
  const { threads, notice } = evaluation;
  const session = await evaluation.engine.open({ threads, ...(notice ? { notice } : {}) });
  try {
    await session.write(evaluation.weights);
    const { program, set, scope } = evaluation;
    const loop = createEvaluationLoop(
      program,
      { wires: evaluation.wires, wanted, batchSize: EVALUATION_BATCH_SIZE },
      { set, features: new Map(), seed: program.seed, scope },
      session,
      evaluation.stop,
    );
    return await use(loop);
  } finally {
    await session.close();
  }
}

/** The mean of a wire over all examples of the split. */
export async function meanOverSplit(evaluation: SplitEvaluation, wire: WireId): Promise<number> {
  const means = await withEvaluationLoop(evaluation, [{ name: 'measure', wire }], (loop) => loop.means());
  return means['measure']!;
}

/** Values of wires for the first `count` examples of the split (null: for all of them). */
export function valuesOfFirstExamples(
  evaluation: SplitEvaluation,
  wanted: readonly WireId[],
  count: number | null,
): Promise<WireValues[]> {
  const examples = Math.min(count ?? Infinity, evaluation.set.examples);
  return valuesOfExamples(evaluation, wanted, firstExampleIndices(examples));
}

/** Values of wires for examples of the split, in their order. */
export async function valuesOfExamples(
  evaluation: SplitEvaluation,
  wanted: readonly WireId[],
  order: Int32Array,
): Promise<WireValues[]> {
  const examples = order.length;
  const rows = wanted.map((wire): WireValues => {
    const [, ...shape] = evaluation.wires[wire]!.type.shape;
    const sides = shape.map((side) => {
      if (side === null) throw new Error('a wire has the batch in the midst of its shape');
      return side;
    });
    const size = sides.reduce((product, side) => product * side, 1);
    return { shape: [examples, ...sides], data: new Float32Array(examples * size) };
  });
  const names = wanted.map((wire, i) => ({ name: `row${i}`, wire }));
  await withEvaluationLoop(evaluation, names, (loop) =>
    loop.run(order, (results, { start }) => {
      rows.forEach((row, i) => {
        const values = results[`row${i}`]!;
        const size = row.data.length / examples;
        row.data.set(values, start * size);
      });
    }),
  );
  return rows;
}
