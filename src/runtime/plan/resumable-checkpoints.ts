/** Checkpoints that a training can go on from: its own, of a shorter training of the same course, or another engine's. */
import type { Phase } from '../../compiler/index.js';
import {
  chosenNames,
  listCheckpoints,
  progressOfCheckpoints,
  type EngineChoice,
  type Store,
  type TrainingProgress,
} from '../store/index.js';

export interface ResumableCheckpoint {
  /** The name of its directory in the store. */
  id: string;
  progress: TrainingProgress;
}

/** Whether a training of so many epochs can go on from there. */
export const canGoOnFrom = ({ epochs }: Phase, { epoch, step }: TrainingProgress): boolean =>
  epoch < epochs || (epoch === epochs && step === 0);

/**
 * For each directory of the course its newest checkpoint that the phase can go on from, the furthest first; the chosen
 * engine's own before others as far. Tensors are not read.
 */
export async function checkpointsToResume(
  store: Store,
  course: string,
  choice: EngineChoice,
  phase: Phase,
): Promise<ResumableCheckpoint[]> {
  const found: ResumableCheckpoint[] = [];
  for (const id of chosenNames(await listCheckpoints(store, `${course}.`), choice)) {
    const progress = (await progressOfCheckpoints(store, id)).find((one) => canGoOnFrom(phase, one));
    if (progress) found.push({ id, progress });
  }
  // The sort is stable: the engine's own is first among equals.
  return found.sort((a, b) => b.progress.epoch - a.progress.epoch || b.progress.step - a.progress.step);
}
