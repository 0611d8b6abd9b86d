import type { Schedule, ScheduleTerm, ScheduleVariable } from './program.js';
import { scheduleFunctions } from './schedule-functions.js';

/**
 * A schedule's value at a point of the phase. What goes from one number to another stays at the second.
 *
 * @param epochsDone progress in epochs: 0 at the first step, 2.5 in the middle of the third epoch
 * @param step since the phase began, from 0; NaN where it is not known
 */
export function scheduleValueAt(schedule: Schedule, epochsDone: number, step = NaN): number {
  if (typeof schedule === 'number') return schedule;
  switch (schedule.kind) {
    case 'formula': {
      const progress = Math.min(1, epochsDone / (schedule.epochs ?? NaN));
      return termValue(schedule.term, { progress, epoch: epochsDone, step });
    }
    case 'steps':
      return schedule.steps.findLast(({ epoch }) => epoch <= epochsDone)!.value;
    case 'cosine': {
      const { from, to, epochs, warmup } = schedule;
      if (epochsDone < warmup) return (from * epochsDone) / warmup;
      const share = (epochsDone - warmup) / (epochs - warmup);
      return share < 1 ? to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2 : to;
    }
    case 'exponential': {
      const { from, to, epochs } = schedule;
      const share = epochsDone / epochs;
      return share < 1 ? from * (to / from) ** share : to;
    }
    case 'ramp': {
      const { from, to, epochs } = schedule;
      const share = epochsDone / epochs;
      return share >= 1 ? to : from + (to - from) * share;
    }
  }
}

function termValue(term: ScheduleTerm, variables: Readonly<Record<ScheduleVariable, number>>): number {
  if (typeof term === 'number') return term;
  if (typeof term === 'string') return variables[term];
  const of = scheduleFunctions.get(term.function);
  if (!of) throw new Error(`schedules have no function ${term.function}`);
  return of.value(...term.operands.map((operand) => termValue(operand, variables)));
}

/** Whether a term follows one of the variables. */
export function mentions(term: ScheduleTerm, variable: ScheduleVariable): boolean {
  if (typeof term !== 'object') return term === variable;
  return term.operands.some((operand) => mentions(operand, variable));
}

/** Whether a term is the same all the time. */
export const isConstantTerm = (term: ScheduleTerm): boolean =>
  !(['progress', 'epoch', 'step'] as const).some((variable) => mentions(term, variable));
