/** Learning rates that become smaller where a figure stands still: ReduceLROnPlateau of Keras. */
import { monitoredValue, type Phase, type Plateau } from '../../compiler/index.js';
import type { TrainingProgress } from '../store/index.js';

type PlateauState = NonNullable<TrainingProgress['plateau']>;

const INITIAL: PlateauState = { best: null, stale: 0, cooldown: 0, reductions: 0 };

/** A rate after it was made smaller so many times. One that is smaller than the least stays as it is. */
export const reducedRate = (rate: number, { factor, least }: Plateau, times: number): number =>
  times === 0 || rate <= least ? rate : Math.max(rate * factor ** times, least);

/** Takes a finished epoch into account; true if rates are smaller from the next on. Keras 3: callbacks/reduce_lr_on_plateau.py */
export function recordPlateau(
  phase: Phase,
  progress: TrainingProgress,
  metrics: Readonly<Record<string, number>>,
): boolean {
  const { plateau } = phase;
  const value = plateau && monitoredValue(phase, plateau.figure, metrics);
  if (value === undefined) return false;
  const state = (progress.plateau ??= { ...INITIAL });
  if (state.cooldown > 0) Object.assign(state, { cooldown: state.cooldown - 1, stale: 0 });
  if (isBetter(value, state.best, plateau!)) Object.assign(state, { best: value, stale: 0 });
  else if (state.cooldown === 0) {
    state.stale += 1;
    if (state.stale >= plateau!.patience) {
      Object.assign(state, {
        stale: 0,
        cooldown: plateau!.cooldown,
        reductions: state.reductions + 1,
      });
      return true;
    }
  }
  return false;
}

/** A value that is not finite is never better. */
function isBetter(value: number, best: number | null, { mode, minDelta }: Plateau): boolean {
  if (!Number.isFinite(value)) return false;
  if (best === null) return true;
  return mode === 'max' ? value > best + minDelta : value < best - minDelta;
}
