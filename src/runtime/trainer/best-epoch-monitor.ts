/** Best-epoch tracking and early stopping. */
import { monitoredValue, scheduleValueAt, type Phase, type MonitoredFigure } from '../../compiler/index.js';
import type { BestEpoch, EarlyStop } from '../api/index.js';
import type { TrainingProgress } from '../store/index.js';

type EpochMetrics = Readonly<Record<string, number>>;

/** A value that is not finite is never the best. */
function isImprovement(value: number, { mode }: MonitoredFigure, best: BestEpoch | null): boolean {
  if (!Number.isFinite(value)) return false;
  return best === null || (mode === 'max' ? value > best.value : value < best.value);
}

/** Records a finished epoch. True if its weights are the best so far by the metric that `keep` monitors. */
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

/** Whether early stopping applies. As in Keras, a patience of 0 stops at the first epoch without improvement. */
const isStoppedEarly = ({ stopEarly, epochs }: Phase, { epoch, watched }: TrainingProgress): boolean =>
  stopEarly !== null && epoch < epochs && watched.stale >= Math.max(1, stopEarly.patience);

/** Whether passes have come to an end: the last one moved nothing, and neither would the next. */
const isSettled = ({ solve }: Phase, { history }: TrainingProgress): boolean =>
  solve !== undefined && history.at(-1)?.metrics.moved === 0;

/** Whether all epochs are trained, or early stopping applies. */
export const isTrainingFinished = (phase: Phase, progress: TrainingProgress): boolean =>
  progress.epoch >= phase.epochs || isStoppedEarly(phase, progress) || isSettled(phase, progress);

/** The record of an early stop; null if the phase did not stop early. */
export function earlyStopOf(phase: Phase, progress: TrainingProgress): EarlyStop | null {
  const { epoch, watched } = progress;
  if (isSettled(phase, progress) && epoch < phase.epochs)
    return { epoch, of: phase.epochs, figure: 'moved', best: { epoch, value: 0 } };
  if (!isStoppedEarly(phase, progress)) return null;
  return { epoch, of: phase.epochs, figure: phase.stopEarly!.figure, best: watched.best };
}

/** Message about how epochs are compared while loss weights change; null if it is not needed. */
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
