/** Which epoch was the best, and whether it is time to stop. */
import { scheduleValueAt, type Phase, type Update, type MonitoredFigure } from '../../compiler/index.js';
import type { BestEpoch, EarlyStop } from '../api/index.js';
import type { TrainingProgress } from '../store/index.js';

type EpochMetrics = Readonly<Record<string, number>>;

/**
 * What an epoch's figure is compared by; undefined where the epoch has none. The loss of training is weighed as at the
 * end of the phase, as `val.loss` always is: while weights move, a loss that grows may be the better one.
 */
function monitoredValue(
  { updates, epochs }: Phase,
  metric: string,
  metrics: EpochMetrics,
): number | undefined {
  const several = updates.length > 1;
  const summed = updates.filter(({ name }) => metric === 'loss' || (several && metric === `loss/${name}`));
  if (!summed.some(hasScheduledWeight)) return metrics[metric];
  return summed.reduce((sum, update) => {
    const prefix = several ? `loss/${update.name}` : 'loss';
    if (!hasScheduledWeight(update)) return sum + metrics[prefix]!;
    return update.losses.reduce(
      (part, { name, weight }) => part + scheduleValueAt(weight, epochs) * metrics[`${prefix}/${name}`]!,
      sum,
    );
  }, 0);
}

/** Whether the weight of one of its losses moves. */
const hasScheduledWeight = ({ losses }: Update): boolean =>
  losses.some(({ weight }) => typeof weight !== 'number');

/** A value that is not finite is never the best. */
function isImprovement(value: number, { mode }: MonitoredFigure, best: BestEpoch | null): boolean {
  if (!Number.isFinite(value)) return false;
  return best === null || (mode === 'max' ? value > best.value : value < best.value);
}

/** Takes note of a finished epoch. True if its weights are the best so far, by what `keep` watches. */
export function recordEpoch(
  phase: Phase,
  progress: TrainingProgress,
  epoch: number,
  metrics: EpochMetrics,
): boolean {
  const { keep, stopEarly } = phase;
  if (stopEarly) {
    const { watched } = progress;
    const value = monitoredValue(phase, stopEarly.figure, metrics);
    if (value !== undefined) {
      if (isImprovement(value, stopEarly, watched.best)) {
        Object.assign(watched, { best: { epoch, value }, stale: 0 });
      } else watched.stale += 1;
    }
  }
  if (keep === 'last') return false;
  const value = monitoredValue(phase, keep.best.figure, metrics);
  if (value === undefined || !isImprovement(value, keep.best, progress.best)) return false;
  progress.best = { epoch, value };
  return true;
}

/** Whether it stops before its last epoch. As in Keras, a patience of 0 waits for the first epoch that is no better. */
const isStoppedEarly = ({ stopEarly, epochs }: Phase, { epoch, watched }: TrainingProgress): boolean =>
  stopEarly !== null && epoch < epochs && watched.stale >= Math.max(1, stopEarly.patience);

/** Whether nothing is left to train. */
export const isTrainingFinished = (phase: Phase, progress: TrainingProgress): boolean =>
  progress.epoch >= phase.epochs || isStoppedEarly(phase, progress);

/** What is to be told of a phase that has stopped early; null if it has not. */
export function earlyStopOf(phase: Phase, progress: TrainingProgress): EarlyStop | null {
  if (!isStoppedEarly(phase, progress)) return null;
  const { epoch, watched } = progress;
  return { epoch, of: phase.epochs, figure: phase.stopEarly!.figure, best: watched.best };
}

/** How epochs are compared where weights of losses move, in words; null where it need not be said. */
export function monitoredLossesMessage(phase: Phase): string | null {
  const { keep, stopEarly, validation, epochs, updates } = phase;
  const figures = [
    ...(validation ? ['val.loss'] : []),
    ...(stopEarly ? [stopEarly.figure] : []),
    ...(keep === 'last' ? [] : [keep.best.figure]),
  ];
  const moving = updates.flatMap(({ losses }) => losses.filter(({ weight }) => typeof weight !== 'number'));
  const losses = figures.filter((figure) => /^(val\.)?loss(\/|$)/.test(figure));
  if (moving.length === 0 || losses.length === 0) return null;
  const weights = moving.map(
    ({ name, weight }) => `${name} ${Number(scheduleValueAt(weight, epochs).toPrecision(6))}`,
  );
  return `epochs are compared with the weights that losses have at the end (${weights.join(', ')}): ${[...new Set(losses)].join(', ')}`;
}
