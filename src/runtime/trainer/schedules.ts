import { valueAt, type Phase } from '../../compiler/index.js';
import { byName } from '../../names/index.js';

/**
 * The scalar inputs of a phase's training step, by input name. Whatever moves, moves with the steps: the numbers of a
 * step follow from its number alone, so that a phase that was interrupted goes on with the same ones.
 *
 * @param step since the phase began, from 0
 * @param steps in an epoch
 */
export function scalarsAt(phase: Phase, step: number, steps: number): Record<string, number> {
  const epochs = step / steps;
  const scalars = byName<number>();
  for (const update of phase.updates) {
    scalars[`learning_rate/${update.name}`] = valueAt(update.optimizer.learningRate, epochs);
    for (const loss of update.losses) {
      scalars[`loss_weight/${update.name}/${loss.name}`] = valueAt(loss.weight, epochs);
    }
  }
  return scalars;
}
