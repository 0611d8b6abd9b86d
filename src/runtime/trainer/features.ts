/**
 * Frozen features are computed once. Where a phase calls frozen networks in inference mode on fields that no draw
 * changes from epoch to epoch, the compiler's hoisting pass takes those calls out of the step; here they are computed
 * for the examples that are used, before they are used, and fed as fields.
 */
import type { Wire, WireId } from '../../compiler/index.js';
import type { ExampleSet } from '../data/index.js';
import type { EngineSession } from '../engines/index.js';
import { noticesTo } from '../events.js';
import { elements, hoistFeatures, knownOf } from '../hoisting.js';
import type { FeatureColumn } from './feeds.js';
import { makeSweep } from './sweep.js';
import type { Training } from './training.js';

/** Examples a time: any number gives the same features, this one is quick and needs little memory. */
const BATCH = 64;

export interface WithFeatures {
  /** The wires, with fields for what is computed beforehand. */
  wires: Wire[];
  features: ReadonlyMap<string, FeatureColumn>;
  /** Compute the features of examples, those that are not there yet. Throws Stopped. */
  compute(examples: Iterable<number>): Promise<void>;
}

/** Which examples have a place in the columns, and who comes next. */
interface Places {
  /** Place by example; absent where each example has its own number for a place. */
  table?: Int32Array;
  /** Gives places to those of the examples that have none, and says which they are. */
  take(examples: Iterable<number>): { example: number; place: number }[];
}

function makePlaces(examples: number, used: number): Places {
  let taken = 0;
  const table = new Int32Array(examples).fill(-1);
  const whole = used >= examples;
  return {
    ...(whole ? {} : { table }),
    take(wanted) {
      const fresh: { example: number; place: number }[] = [];
      if (taken === used) return fresh;
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
export function withFeatures(
  training: Training,
  session: EngineSession,
  what: { set: ExampleSet; used: number; wires: Wire[]; wanted: readonly WireId[] },
): WithFeatures {
  const { program, phase, emit, stop } = training;
  const { set, used, wires, wanted } = what;
  const hoisted = hoistFeatures(program, phase, { set: knownOf(set), used, wires, wanted });
  if (!hoisted.precompute) return { wires, features: new Map(), compute: () => Promise.resolve() };

  const { wires: early, outputs } = hoisted.precompute;
  const places = makePlaces(set.examples, used);
  const columns = outputs.map(({ name, wire }): [string, FeatureColumn] => {
    const size = elements(early[wire]!.type.shape);
    const { table } = places;
    return [name, { size, data: new Float32Array(size * used), ...(table ? { places: table } : {}) }];
  });
  const batchSize = Math.min(BATCH, used);
  const sweep = makeSweep(
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
      const fresh = places.take(examples);
      if (fresh.length === 0) return;
      if (!told) {
        const which =
          used < set.examples ? `the ${used} of ${set.examples} examples that are used` : `${used} examples`;
        noticesTo(emit, phase.name)(`computing frozen features of ${which}, once`, 'info');
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
