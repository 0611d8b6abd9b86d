import type { Phase } from '../../compiler/index.js';
import type { EngineSession } from '../engines/index.js';
import { precomputeFrozenFeatures, type FrozenFeaturesRequest } from './frozen-features.js';
import { firstExampleIndices } from './batches.js';
import { createEvaluationLoop, type EvaluationLoop } from './evaluation-loop.js';
import type { TrainingContext } from './training-context.js';

type Validation = NonNullable<Phase['validation']>;

export type ValidationLoop = () => Promise<Record<string, number>>;

const wantedOf = ({ losses, metrics }: Validation) => [
  ...losses.map(({ name, wire }) => ({ name: `loss/${name}`, wire })),
  ...metrics,
];

/** What a validation can precompute of frozen networks. */
export function validationFeatures(
  validation: Validation,
  datasets: TrainingContext['datasets'],
): FrozenFeaturesRequest {
  const { dataset, split } = validation.data;
  const set = datasets.get(dataset)!.split(split);
  const wanted = wantedOf(validation).map(({ wire }) => wire);
  return { set, used: set.examples, wires: validation.wires, wanted };
}

/** Validation metrics with the prefix `val.`; null if the phase has no validation. */
export function createValidationLoop(
  training: Pick<TrainingContext, 'program' | 'phase' | 'datasets' | 'clock' | 'emit' | 'stop'>,
  session: EngineSession,
): ValidationLoop | null {
  const { program, phase } = training;
  const { validation } = phase;
  if (!validation) return null;
  const wanted = wantedOf(validation);
  const request = validationFeatures(validation, training.datasets);
  const { set } = request;
  const hoisted = precomputeFrozenFeatures(training, session, request);
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
