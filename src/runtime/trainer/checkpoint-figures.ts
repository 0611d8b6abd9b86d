import { toNullPrototype } from '../../records/index.js';
import { renameFigures } from '../plan/index.js';
import type { TrainingProgress } from '../store/index.js';
import type { TrainingContext } from './training-context.js';

/**
 * Gives the figures of a checkpoint their present names, and leaves out those that the phase has no longer. Returns the
 * names of figures that the checkpoint does not have.
 *
 * @param resumed whether the progress is that of a checkpoint
 */
export function takeOverFigures(
  progress: TrainingProgress,
  { phase, figures }: Pick<TrainingContext, 'phase' | 'figures'>,
  resumed: boolean,
): string[] {
  const recorded = new Set(progress.figures.map(({ key }) => key));
  const lacking = resumed ? figures.filter(({ key }) => !recorded.has(key)) : [];
  const rename = (metrics: Record<string, number>) => renameFigures(metrics, progress.figures, figures);
  // Metric names may equal inherited properties (`constructor`), and structuredClone restores the prototype.
  progress.sums = toNullPrototype(rename(progress.sums));
  const every = phase.validation?.every ?? 1;
  progress.history = progress.history.map((record) => {
    const metrics = rename(record.metrics);
    // A shorter training validated its last epoch, which is none of those that this one validates.
    if (record.epoch % every !== 0 && record.epoch < phase.epochs)
      for (const name of Object.keys(metrics)) if (name.startsWith('val.')) delete metrics[name];
    return { ...record, metrics };
  });
  progress.figures = [...figures];
  return lacking.map(({ name }) => name);
}
