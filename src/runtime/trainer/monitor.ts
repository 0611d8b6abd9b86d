/** Which epoch was the best, and whether it is time to stop. */
import { valueAt, type Phase, type Update, type Watched } from '../../compiler/index.js';
import type { Best, Progress, StoppedEarly } from '../store/index.js';

type Figures = Readonly<Record<string, number>>;

/**
 * What an epoch's figure is compared by; undefined where the epoch has none. The loss of training is weighed as at the
 * end of the phase, as `val.loss` always is: while weights move, a loss that grows may be the better one.
 */
function compared({ updates, epochs }: Phase, figure: string, figures: Figures): number | undefined {
  const several = updates.length > 1;
  const summed = updates.filter(({ name }) => figure === 'loss' || (several && figure === `loss/${name}`));
  if (!summed.some(moves)) return figures[figure];
  return summed.reduce((sum, update) => {
    const prefix = several ? `loss/${update.name}` : 'loss';
    if (!moves(update)) return sum + figures[prefix]!;
    return update.losses.reduce(
      (part, { name, weight }) => part + valueAt(weight, epochs) * figures[`${prefix}/${name}`]!,
      sum,
    );
  }, 0);
}

/** Whether the weight of one of its losses moves. */
const moves = ({ losses }: Update): boolean => losses.some(({ weight }) => typeof weight !== 'number');

/** A value that is not finite is never the best. */
function improves(value: number, { mode }: Watched, best: Best | null): boolean {
  if (!Number.isFinite(value)) return false;
  return best === null || (mode === 'max' ? value > best.value : value < best.value);
}

/** Takes note of a finished epoch. True if its weights are the best so far, by what `keep` watches. */
export function noteEpoch(phase: Phase, progress: Progress, epoch: number, figures: Figures): boolean {
  const { keep, stopEarly } = phase;
  if (stopEarly) {
    const { watched } = progress;
    const value = compared(phase, stopEarly.figure, figures);
    if (value !== undefined) {
      if (improves(value, stopEarly, watched.best)) {
        Object.assign(watched, { best: { epoch, value }, stale: 0 });
      } else watched.stale += 1;
    }
  }
  if (keep === 'last') return false;
  const value = compared(phase, keep.best.figure, figures);
  if (value === undefined || !improves(value, keep.best, progress.best)) return false;
  progress.best = { epoch, value };
  return true;
}

/** Whether it stops before its last epoch. As in Keras, a patience of 0 waits for the first epoch that is no better. */
const isStopped = ({ stopEarly, epochs }: Phase, { epoch, watched }: Progress): boolean =>
  stopEarly !== null && epoch < epochs && watched.stale >= Math.max(1, stopEarly.patience);

/** Whether nothing is left to train. */
export const isOver = (phase: Phase, progress: Progress): boolean =>
  progress.epoch >= phase.epochs || isStopped(phase, progress);

/** What is to be told of a phase that has stopped early; null if it has not. */
export function stoppedEarly(phase: Phase, progress: Progress): StoppedEarly | null {
  if (!isStopped(phase, progress)) return null;
  const { epoch, watched } = progress;
  return { epoch, of: phase.epochs, figure: phase.stopEarly!.figure, best: watched.best };
}

/** How epochs are compared where weights of losses move, in words; null where it need not be said. */
export function comparison(phase: Phase): string | null {
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
    ({ name, weight }) => `${name} ${Number(valueAt(weight, epochs).toPrecision(6))}`,
  );
  return `epochs are compared with the weights that losses have at the end (${weights.join(', ')}): ${[...new Set(losses)].join(', ')}`;
}
