/**
 * Precomputation of frozen features. Where a phase calls frozen networks in inference mode on fields that no draw
 * changes from epoch to epoch, the compiler's hoisting pass takes those calls out of the step; here they are computed
 * once for the examples that are used, and fed as fields.
 */
import type { Wire, WireId } from '../../compiler/index.js';
import type { ExampleSet } from '../data/index.js';
import type { EngineSession } from '../engines/index.js';
import { noticeEmitter } from '../api/index.js';
import { elementsPerExample, hoistFrozenFeatures, factsOfExampleSet } from '../plan/index.js';
import type { FeatureColumn } from './step-feeds.js';
import { createEvaluationLoop } from './evaluation-loop.js';
import type { TrainingContext } from './training-context.js';

/** Batch size for computing features. It does not affect the values; 64 is fast and needs little memory. */
const FEATURE_BATCH_SIZE = 64;

export interface PrecomputedFeatures {
  /** The wires, with fields in place of the precomputed calls. */
  wires: Wire[];
  features: ReadonlyMap<string, FeatureColumn>;
  /** Compute the features of those examples that have none yet. Throws TrainingStoppedError. */
  compute(examples: Iterable<number>): Promise<void>;
}

/** Maps examples to rows of the feature columns and allocates rows on demand. */
interface FeatureRows {
  /** Row by example; absent if each example's row is its own number. */
  table?: Int32Array;
  /** Allocates rows for those of the examples that have none, and returns them. */
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

export interface FrozenFeaturesRequest {
  set: ExampleSet;
  /** How many examples at most will be asked for. */
  used: number;
  wires: Wire[];
  wanted: readonly WireId[];
}

/** Bytes of a phase's precomputed features for an example; null if none are, as where they take too much memory. */
export function frozenFeatureBytes(
  { program, phase }: Pick<TrainingContext, 'program' | 'phase'>,
  { set, ...request }: FrozenFeaturesRequest,
): number | null {
  const { precompute } = hoistFrozenFeatures(program, phase, { ...request, set: factsOfExampleSet(set) });
  if (!precompute) return null;
  const elements = precompute.outputs.map(({ wire }) =>
    elementsPerExample(precompute.wires[wire]!.type.shape),
  );
  return elements.reduce((sum, each) => sum + each * Float32Array.BYTES_PER_ELEMENT, 0);
}

/** Whether a phase has frozen features that are precomputed. */
export const hoistsFrozenFeatures = (
  training: Pick<TrainingContext, 'program' | 'phase'>,
  request: FrozenFeaturesRequest,
): boolean => frozenFeatureBytes(training, request) !== null;

/** Prepares the precomputation of a phase's frozen features. */
export function precomputeFrozenFeatures(
  training: Pick<TrainingContext, 'program' | 'phase' | 'clock' | 'emit' | 'stop'>,
  session: EngineSession,
  request: FrozenFeaturesRequest,
): PrecomputedFeatures {
  const { program, phase, clock, emit, stop } = training;
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
  const loop = createEvaluationLoop(
    program,
    { wires: early, wanted: outputs, batchSize },
    { set, features: new Map(), seed: program.seed, scope: `${phase.stream}/features` },
    session,
    stop,
    { clock, part: 'features' },
  );
  let reported = false;
  return {
    wires: hoisted.wires,
    features: new Map(columns),
    async compute(examples) {
      const fresh = places.allocate(examples);
      if (fresh.length === 0) return;
      if (!reported) {
        const which =
          used < set.examples ? `the ${used} of ${set.examples} examples that are used` : `${used} examples`;
        noticeEmitter(emit, phase.name)(`computing frozen features of ${which}, once`, 'info');
        reported = true;
      }
      // Padded to whole batches, so that one program suffices; the padded results are discarded.
      const order = new Int32Array(Math.ceil(fresh.length / batchSize) * batchSize).fill(fresh[0]!.example);
      fresh.forEach(({ example }, at) => (order[at] = example));
      await loop.run(order, (results, { start, size: count }) => {
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
