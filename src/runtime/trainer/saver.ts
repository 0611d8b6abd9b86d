import type { EngineSession } from '../engines/index.js';
import { saveCheckpoint, type Progress } from '../store/index.js';
import { TrainingProblem } from './problem.js';
import { BEST } from './resume.js';
import type { Training } from './training.js';
import type { State } from './weights.js';

/** The newest checkpoint on disk. */
export interface LastGood {
  path: string;
  epoch: number;
}

export const lastGood = (last: LastGood | null) =>
  last ? ` The last good checkpoint is that of epoch ${last.epoch}: ${last.path}.` : '';

/** Every number that is not finite differs from itself when it is taken from itself. */
function allFinite(data: Float32Array): boolean {
  for (let i = 0; i < data.length; i++) if (data[i]! - data[i]! !== 0) return false;
  return true;
}

/** Writes checkpoints while training goes on: the copy is made at once, the disk is waited for before the next. */
export function makeSaver(
  training: Training,
  session: EngineSession,
  moved: ReadonlySet<string>,
  steps: number,
) {
  let writing: Promise<unknown> = Promise.resolve();
  let last: LastGood | null = null;
  return {
    async save(progress: Progress, best: State | null): Promise<void> {
      await writing;
      const tensors: State = new Map();
      for (const [name, tensor] of await session.read()) {
        if (!moved.has(name)) continue;
        // A loss may still be finite when the update after it has gone wrong.
        if (!allFinite(tensor.data)) {
          throw new TrainingProblem(
            `${name} is no longer finite after epoch ${progress.epoch}.${lastGood(last)}`,
          );
        }
        tensors.set(name, tensor);
      }
      for (const [name, tensor] of best ?? []) tensors.set(`${BEST}${name}`, tensor);
      const kept = { progress: structuredClone(progress), tensors };
      const at = progress.epoch * steps + progress.step;
      writing = saveCheckpoint(training.store, training.key, at, kept).then((path) => {
        last = { path, epoch: kept.progress.epoch };
      });
      // Told when it is next waited for.
      writing.catch(() => undefined);
    },
    settled: () => writing,
    last: () => last,
  };
}
