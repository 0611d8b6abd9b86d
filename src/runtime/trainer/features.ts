/**
 * Frozen features are computed once. Where a phase calls frozen networks in inference mode on fields that no draw
 * changes from epoch to epoch, the compiler's hoisting pass takes those calls out of the step; here they are computed
 * for all examples, and fed as fields.
 */
import type { Wire, WireId } from '../../compiler/index.js';
import type { ExampleSet } from '../data/index.js';
import type { EngineSession } from '../engines/index.js';
import { elements, hoistFeatures, knownOf } from '../hoisting.js';
import type { FeatureColumn } from './feeds.js';
import { makeSweep } from './sweep.js';
import type { Training } from './training.js';

/** Examples a time: any number gives the same features, this one is quick and needs little memory. */
const BATCH = 64;

export interface WithFeatures {
  /** The wires, with fields for what is computed already. */
  wires: Wire[];
  features: Map<string, FeatureColumn>;
}

/** Compute what needs computing only once. The session holds the weights that the phase begins with. */
export async function withFeatures(
  training: Training,
  session: EngineSession,
  what: { set: ExampleSet; wires: Wire[]; wanted: readonly WireId[] },
): Promise<WithFeatures> {
  const { program, phase, emit, stop } = training;
  const { set, wires, wanted } = what;
  const features = new Map<string, FeatureColumn>();
  const hoisted = hoistFeatures(program, phase, { set: knownOf(set), wires, wanted });
  if (!hoisted.precompute) return { wires, features };
  const { wires: early, outputs } = hoisted.precompute;
  const sizes = outputs.map(({ wire }) => elements(early[wire]!.type.shape));

  outputs.forEach(({ name }, i) => {
    features.set(name, { size: sizes[i]!, data: new Float32Array(sizes[i]! * set.examples) });
  });
  emit({
    event: 'notice',
    phase: phase.name,
    message: `computing frozen features of ${set.examples} examples, once`,
  });
  const sweep = makeSweep(
    program,
    { wires: early, wanted: outputs, batchSize: BATCH },
    { set, features: new Map(), seed: program.seed, scope: `${phase.name}/features` },
    session,
    stop,
  );
  await sweep.run(set.examples, (results, { start }) => {
    for (const { name } of outputs) {
      const { data, size } = features.get(name)!;
      data.set(results[name]!, start * size);
    }
  });
  await sweep.dispose();
  return { wires: hoisted.wires, features };
}
