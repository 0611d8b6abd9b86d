import { scheduleValueAt, type Phase } from '../../compiler/index.js';
import { reducedRate } from './plateau.js';
import { assignmentScalars } from '../capture/index.js';
import { nullPrototypeRecord } from '../../records/index.js';

/**
 * The scalar inputs of a phase's training step, by input name. They are functions of the step number and of how often a
 * plateau was found, which is part of checkpoints, so that an interrupted phase continues with the same values.
 *
 * @param step since the phase began, from 0
 * @param stepsPerEpoch in an epoch
 * @param reductions how often a plateau has made learning rates smaller
 */
export function scheduledScalars(
  phase: Phase,
  step: number,
  stepsPerEpoch: number,
  reductions = 0,
): Record<string, number> {
  const epochs = step / stepsPerEpoch;
  const scalars = nullPrototypeRecord<number>();
  for (const wire of phase.wires)
    if (wire.op === 'schedule') scalars[wire.name] = scheduleValueAt(wire.schedule, epochs, step);
  for (const update of phase.updates) {
    const rate = scheduleValueAt(update.optimizer.learningRate, epochs, step);
    scalars[`learning_rate/${update.name}`] = phase.plateau
      ? reducedRate(rate, phase.plateau, reductions)
      : rate;
    for (const loss of update.losses) {
      scalars[`loss_weight/${update.name}/${loss.name}`] = scheduleValueAt(loss.weight, epochs);
    }
    (update.assignments ?? []).forEach((assignment, at) => {
      const names = assignmentScalars(update.name, at);
      if (assignment.every > 1) scalars[names.isDue] = (step + 1) % assignment.every === 0 ? 1 : 0;
      if (assignment.kind !== 'ema') return;
      const decay = scheduleValueAt(assignment.decay, epochs, step);
      scalars[names.decay] = decay;
      scalars[names.rest] = 1 - decay;
    });
  }
  return scalars;
}
