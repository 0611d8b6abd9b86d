/**
 * Frozen features are computed once. Where a phase calls frozen networks in inference mode on fields that no draw
 * changes from epoch to epoch, the compiler's hoisting pass takes those calls out of the step; here they are computed
 * for the examples that are used, before they are used, and fed as fields.
 */
import type { Wire, WireId } from '../../compiler/index.js';
import type { ExampleSet } from '../data/index.js';
import type { EngineSession } from '../engines/index.js';
import { noticeEmitter } from '../api/index.js';
import { elementsPerExample, hoistFrozenFeatures, factsOfExampleSet } from '../plan/index.js';
import type { FeatureColumn } from './step-feeds.js';
import { createEvaluationLoop } from './evaluation-loop.js';
import type { TrainingContext } from './training-context.js';

/** Examples a time: any number gives the same features, this one is quick and needs little memory. */
const FEATURE_BATCH_SIZE = 64;

export interface PrecomputedFeatures {
  /** The wires, with fields for what is computed beforehand. */
  wires: Wire[];
  features: ReadonlyMap<string, FeatureColumn>;
  /** Compute the features of examples, those that are not there yet. Throws Stopped. */
  compute(examples: Iterable<number>): Promise<void>;
}

/** Which examples have a place in the columns, and who comes next. */
interface FeatureRows {
  /** Place by example; absent where each example has its own number for a place. */
  table?: Int32Array;
  /** Gives places to those of the examples that have none, and says which they are. */
  allocate(examples: Iterable<number>): { example: number; place: number }[];
}

function createFeatureRows(examples: number, usedExamples: number): FeatureRows {
  let taken = 0;
  const table = new Int32Array(examples).fill(-1);
  const whole = usedExamples >= examples;
  return {
    ...(whole ? {} : { table }),
    allocate(wanted) {
      const fresh: { example: number; place: number }[] = [];
      if (taken === usedExamples) return fresh;
      for (const example of wanted) {
        if (table[example]! >= 0) continue;
        const place = whole ? example : taken;
        taken += 1;
        table[example] = place;
        fresh.push({ example, place });
      }
      return fresh;
    },
  };
}

/**
 * Make ready to compute what needs computing only once.
 *
 * @param what.used how many examples at most will be asked for
 */
export function precomputeFrozenFeatures(
  training: TrainingContext,
  session: EngineSession,
  request: { set: ExampleSet; used: number; wires: Wire[]; wanted: readonly WireId[] },
): PrecomputedFeatures {
  const { program, phase, emit, stop } = training;
  const { set, used, wires, wanted } = request;
  const hoisted = hoistFrozenFeatures(program, phase, { set: factsOfExampleSet(set), used, wires, wanted });
  if (!hoisted.precompute) return { wires, features: new Map(), compute: () => Promise.resolve() };

  const { wires: early, outputs } = hoisted.precompute;
  const places = createFeatureRows(set.examples, used);
  const columns = outputs.map(({ name, wire }): [string, FeatureColumn] => {
    const size = elementsPerExample(early[wire]!.type.shape);
    const { table } = places;
    return [name, { size, data: new Float32Array(size * used), ...(table ? { places: table } : {}) }];
  });
  const batchSize = Math.min(FEATURE_BATCH_SIZE, used);
  const sweep = createEvaluationLoop(
    program,
    { wires: early, wanted: outputs, batchSize },
    { set, features: new Map(), seed: program.seed, scope: `${phase.name}/features` },
    session,
    stop,
  );
  let told = false;
  return {
    wires: hoisted.wires,
    features: new Map(columns),
    async compute(examples) {
      const fresh = places.allocate(examples);
      if (fresh.length === 0) return;
      if (!told) {
        const which =
          used < set.examples ? `the ${used} of ${set.examples} examples that are used` : `${used} examples`;
        noticeEmitter(emit, phase.name)(`computing frozen features of ${which}, once`, 'info');
        told = true;
      }
      // Whole batches, so that one program does for all: what is filled up with is thrown away.
      const order = new Int32Array(Math.ceil(fresh.length / batchSize) * batchSize).fill(fresh[0]!.example);
      fresh.forEach(({ example }, at) => (order[at] = example));
      await sweep.run(order, (results, { start, size: count }) => {
        for (const [name, { size, data }] of columns) {
          const values = results[name]!;
          for (let i = 0; i < count && start + i < fresh.length; i++) {
            const from = i * size;
            data.set((values as Float32Array).subarray(from, from + size), fresh[start + i]!.place * size);
          }
        }
      });
    },
  };
}
