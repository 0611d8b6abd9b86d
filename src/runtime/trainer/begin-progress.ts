import type { Checkpoint, TrainingProgress } from '../store/index.js';
import { isTrainingFinished } from './best-epoch-monitor.js';
import { takeOverFigures } from './checkpoint-figures.js';
import type { TrainingContext } from './training-context.js';

const INITIAL_PROGRESS: Omit<TrainingProgress, 'threads' | 'hoists'> = {
  engines: [],
  epoch: 0,
  step: 0,
  sums: {},
  examples: 0,
  epochSeconds: 0,
  seconds: 0,
  history: [],
  figures: [],
  best: null,
  watched: { best: null, stale: 0 },
};

/**
 * The progress of a checkpoint, or that of a beginning, with the engine that goes on. `lacking`: names of figures that the
 * checkpoint does not have.
 */
export function beginProgress(
  training: TrainingContext,
  checkpoint: Pick<Checkpoint, 'progress'> | null,
  hoists: boolean,
): { progress: TrainingProgress; lacking: string[] } {
  const progress: TrainingProgress = structuredClone({
    ...INITIAL_PROGRESS,
    threads: training.threads,
    hoists,
    ...checkpoint?.progress,
    ...(training.replaces === undefined ? {} : { replaces: training.replaces }),
  });
  const lacking = takeOverFigures(progress, training, checkpoint !== null);
  const { name, numerics } = training.engine;
  const last = progress.engines.at(-1);
  // The end of a training may be all that is left to put away.
  const isOver = last !== undefined && isTrainingFinished(training.phase, progress);
  if (last?.numerics !== numerics && !isOver) {
    progress.engines.push({ name, numerics, fromEpoch: last ? progress.epoch : 0 });
    // The checkpoint's number of threads was the other engine's.
    if (last) progress.threads = training.threads;
  }
  return { progress, lacking };
}
