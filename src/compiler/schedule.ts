import type { Schedule } from './program.js';

/**
 * A schedule's value where a phase stands: a ramp goes evenly from its first number to its second, and stays there.
 *
 * @param epochsDone how far the phase is, in epochs: 0 at its first step, 2.5 in the middle of its third epoch
 */
export function scheduleValueAt(schedule: Schedule, epochsDone: number): number {
  if (typeof schedule === 'number') return schedule;
  const { from, to } = schedule;
  const share = epochsDone / schedule.epochs;
  return share >= 1 ? to : from + (to - from) * share;
}
