import type { Phase, Update } from './program.js';
import { scheduleValueAt } from './schedule.js';

/**
 * The monitored value of an epoch; undefined if the epoch has none. The training loss is recomputed with the loss
 * weights of the end of the phase, as in `val.loss`: while weights change, a larger loss may be the better one.
 */
export function monitoredValue(
  { updates, epochs }: Phase,
  metric: string,
  metrics: Readonly<Record<string, number>>,
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

/** Whether the weight of one of the update's losses changes with the steps. */
const hasScheduledWeight = ({ losses }: Update): boolean =>
  losses.some(({ weight }) => typeof weight !== 'number');

/** Whether the weights of a phase depend on its figures. */
export const watchesFigures = ({ keep, stopEarly, plateau }: Phase): boolean =>
  keep !== 'last' || stopEarly !== null || plateau !== undefined;
