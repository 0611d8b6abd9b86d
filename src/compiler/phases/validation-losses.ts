import type { PhaseEntry } from '../../dsl/index.js';
import type { Phase } from '../program.js';
import { scheduleValueAt } from '../schedule.js';
import type { LoweredStep } from './lower-step.js';

type Losses = NonNullable<Phase['validation']>['losses'];

/**
 * The terms of `val.loss`, named as the figures of training: losses of several updates may have the same names. They
 * have their weights of the end of the phase: with weights that change, epochs could not be compared.
 */
export function validationLosses({ updates, epochs }: PhaseEntry, { losses }: LoweredStep): Losses {
  return updates.flatMap((update, at) =>
    losses[at]!.flatMap((loss) => {
      if (!loss) return [];
      const weighed = { ...loss, weight: scheduleValueAt(loss.weight, epochs?.value ?? 1) };
      if (updates.length === 1) return [weighed];
      const name = update.name.value;
      return [{ ...weighed, name: update.losses.length === 1 ? name : `${name}/${loss.name}` }];
    }),
  );
}
