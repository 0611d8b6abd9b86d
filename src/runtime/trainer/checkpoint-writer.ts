import { bestWeightStateName } from '../capture/index.js';
import type { EngineSession } from '../engines/index.js';
import { saveCheckpoint, type TrainingProgress } from '../store/index.js';
import type { CheckpointNames } from './checkpoint-names.js';
import { TrainingError } from './training-errors.js';
import type { TrainingContext } from './training-context.js';
import type { StateDict } from './load-weights.js';

/** The newest checkpoint on disk. */
export interface LastCheckpoint {
  path: string;
  epoch: number;
}

export const lastCheckpointSentence = (last: LastCheckpoint | null) =>
  last ? ` The last good checkpoint is that of epoch ${last.epoch}: ${last.path}.` : '';

/** x - x is NaN for NaN and infinities, and 0 otherwise. */
function allFinite(data: Float32Array): boolean {
  for (let i = 0; i < data.length; i++) if (data[i]! - data[i]! !== 0) return false;
  return true;
}

/**
 * Writes checkpoints asynchronously: state is copied at once, and the previous write is awaited before the next.
 *
 * @param id the name of their directory
 */
export function createCheckpointWriter(
  training: TrainingContext,
  id: string,
  names: CheckpointNames,
  session: EngineSession,
  trainedNames: ReadonlySet<string>,
  stepsPerEpoch: number,
) {
  let writing: Promise<unknown> = Promise.resolve();
  let last: LastCheckpoint | null = null;
  return {
    async save(progress: TrainingProgress, best: StateDict | null): Promise<void> {
      await writing;
      const tensors: StateDict = new Map();
      for (const [name, tensor] of await session.read()) {
        if (!trainedNames.has(name)) continue;
        // The loss may be finite although the update after it has produced non-finite weights.
        if (!allFinite(tensor.data)) {
          throw new TrainingError(
            `${name} is no longer finite after epoch ${progress.epoch}.${lastCheckpointSentence(last)}`,
          );
        }
        tensors.set(name, tensor);
      }
      for (const [name, tensor] of best ?? []) tensors.set(bestWeightStateName(name), tensor);
      const kept = { progress: structuredClone(progress), tensors: names.toPlaces(tensors) };
      const at = progress.epoch * stepsPerEpoch + progress.step;
      writing = saveCheckpoint(training.store, id, at, kept).then((path) => {
        last = { path, epoch: kept.progress.epoch };
      });
      // A failure is reported when the write is next awaited.
      writing.catch(() => undefined);
    },
    settled: () => writing,
    last: () => last,
  };
}
