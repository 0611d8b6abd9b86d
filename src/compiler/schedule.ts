import type { Schedule } from './program.js';

/**
 * A schedule's value at a point of the phase: a ramp is linear from its first number to its second, and constant
 * after that.
 *
 * @param epochsDone progress in epochs: 0 at the first step, 2.5 in the middle of the third epoch
 */
export function scheduleValueAt(schedule: Schedule, epochsDone: number): number {
  if (typeof schedule === 'number') return schedule;
  const { from, to } = schedule;
  const share = epochsDone / schedule.epochs;
  return share >= 1 ? to : from + (to - from) * share;
}
