import type { Phase, Schedule } from '../../compiler/index.js';

/** A schedule's value in an epoch (from 0). A ramp goes in equal steps from its first value to its second, and stays. */
export function valueAt(schedule: Schedule, epoch: number): number {
  if (typeof schedule === 'number') return schedule;
  const [from, to] = schedule.ramp;
  return from + (to - from) * Math.min(1, epoch / schedule.epochs);
}

/** The scalar inputs of a phase's training step, by input name. */
export function scalarsAt(phase: Phase, epoch: number): Record<string, number> {
  const scalars: Record<string, number> = {};
  for (const update of phase.updates) {
    scalars[`learning_rate/${update.name}`] = valueAt(update.optimizer.learningRate, epoch);
    for (const loss of update.losses) {
      scalars[`loss_weight/${update.name}/${loss.name}`] = valueAt(loss.weight, epoch);
    }
  }
  return scalars;
}
