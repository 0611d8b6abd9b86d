import type { EngineSession } from '../engines/index.js';
import { precomputeFrozenFeatures } from './frozen-features.js';
import { firstExampleIndices } from './batches.js';
import { createEvaluationLoop, type EvaluationLoop } from './evaluation-loop.js';
import type { TrainingContext } from './training-context.js';

export type ValidationLoop = () => Promise<Record<string, number>>;

/** Validation metrics with the prefix `val.`; null if the phase has no validation. */
export function createValidationLoop(
  training: Pick<TrainingContext, 'program' | 'phase' | 'datasets' | 'clock' | 'emit' | 'stop'>,
  session: EngineSession,
): ValidationLoop | null {
  const { program, phase } = training;
  const { validation } = phase;
  if (!validation) return null;
  const set = training.datasets.get(validation.data.dataset)!.split(validation.data.split);
  const wanted = [
    ...validation.losses.map(({ name, wire }) => ({ name: `loss/${name}`, wire })),
    ...validation.metrics,
  ];
  const hoisted = precomputeFrozenFeatures(training, session, {
    set,
    used: set.examples,
    wires: validation.wires,
    wanted: wanted.map(({ wire }) => wire),
  });
  const loop: EvaluationLoop = createEvaluationLoop(
    program,
    { wires: hoisted.wires, wanted, batchSize: validation.batchSize },
    { set, features: hoisted.features, seed: program.seed, scope: `${phase.stream}/validation` },
    session,
    training.stop,
    { clock: training.clock, part: 'validation' },
  );
  return async () => {
    await hoisted.compute(firstExampleIndices(set.examples));
    const means = await loop.means();
    const figures: Record<string, number> = {};
    if (validation.losses.length > 0) {
      figures['val.loss'] = validation.losses.reduce(
        (sum, { name, weight }) => sum + weight * means[`loss/${name}`]!,
        0,
      );
    }
    for (const { name } of wanted) {
      const alone = validation.losses.length === 1 && name.startsWith('loss/');
      if (!alone) figures[`val.${name}`] = means[name]!;
    }
    return figures;
  };
}
