import type { SourceRange } from '../../diagnostics/index.js';
import type { Expression, Located, ScheduleEntry } from '../../dsl/index.js';
import type { Schedule, ScheduleTerm } from '../program.js';
import type { CompileContext } from '../compile-context.js';
import { isConstantTerm, mentions, scheduleValueAt } from '../schedule.js';
import { kerasSchedule } from './keras-schedule.js';
import { formulaTerm, type ScheduleUse } from './formula-term.js';

/** Points of the phase at which a formula is looked at. */
const SAMPLES = 1000;

/** Whether what is written changes while the phase is trained. */
export function isMoving(entry: ScheduleEntry | null): boolean {
  if (!entry || 'value' in entry) return false;
  if ('plateau' in entry) return false; // It is none of a loss, which is reported.
  if ('steps' in entry) return entry.steps.length > 1;
  return 'formula' in entry ? mentionsName(entry.formula) : true;
}

function mentionsName(expression: Expression): boolean {
  switch (expression.kind) {
    case 'name':
      return true;
    case 'call':
      return expression.args.some(mentionsName);
    case 'binary':
      return mentionsName(expression.left) || mentionsName(expression.right);
    case 'negate':
      return mentionsName(expression.operand);
    case 'member':
    case 'slice':
    case 'number':
    case 'literal':
    case 'broken':
      return false;
  }
}

/** Undefined if it is wrong, which has been reported. */
export function compileSchedule(
  entry: ScheduleEntry,
  use: ScheduleUse,
  context: CompileContext,
): Schedule | undefined {
  const schedule =
    'value' in entry
      ? entry.value
      : 'formula' in entry
        ? formulaSchedule(entry.formula, use, context)
        : shortSchedule(entry, use, context);
  return schedule !== undefined && hasGoodValues(schedule, entry, use, context) ? schedule : undefined;
}

function formulaSchedule(
  expression: Expression,
  use: ScheduleUse,
  context: CompileContext,
): Schedule | undefined {
  const term = formulaTerm(expression, use, context);
  return term === undefined ? undefined : scheduleOfTerm(term, use.epochs);
}

/** From one number to another, and steps. */
function shortSchedule(
  entry: Exclude<ScheduleEntry, Located<number> | { formula: unknown }>,
  use: ScheduleUse,
  context: CompileContext,
): Schedule | undefined {
  const { what, epochs: all } = use;
  if ('plateau' in entry) {
    context.report({
      code: 'bad-schedule',
      message: `${what} can't follow a figure: \`plateau\` is for the learning rate`,
      range: entry.range,
      help: 'write learning_rate: {plateau: {monitor: val.loss}} in the phase',
    });
    return undefined;
  }
  if ('keras' in entry) return kerasSchedule(entry, use, context);
  if ('steps' in entry) {
    const steps = entry.steps.map(({ epoch, value }) => ({ epoch, value: value.value }));
    const [first, ...others] = steps;
    if (first!.epoch === 0) return others.length === 0 ? first!.value : { kind: 'steps', steps };
    context.report({
      code: 'bad-schedule',
      message: `what ${what} is before epoch ${first!.epoch} is missing`,
      range: entry.range,
      help: 'the first of the steps is that of epoch 0',
    });
    return undefined;
  }
  if ('ramp' in entry) {
    const [from, to] = entry.ramp;
    return { kind: 'ramp', from: from.value, to: to.value, epochs: entry.epochs.value };
  }
  const epochs = entry.epochs?.value ?? all;
  if ('exponential' in entry) {
    const [from, to] = entry.exponential;
    return { kind: 'exponential', from: from.value, to: to.value, epochs };
  }
  const [from, to] = entry.cosine;
  const warmup = entry.warmup?.value ?? 0;
  if (warmup < epochs) return { kind: 'cosine', from: from.value, to: to.value, epochs, warmup };
  context.report({
    code: 'bad-schedule',
    message: `${what} rises for ${warmup} of ${epochs} epochs and has none to fall in`,
    range: entry.warmup!.range,
    help: `a warmup of less than ${epochs} epochs`,
  });
  return undefined;
}

/** A number where nothing moves. */
export function scheduleOfTerm(term: ScheduleTerm, epochs: number): Schedule {
  if (isConstantTerm(term)) return scheduleValueAt({ kind: 'formula', term }, 0);
  return { kind: 'formula', term, ...(mentions(term, 'progress') ? { epochs } : {}) };
}

/** Looks at points of the phase; what follows `step` is not known before the data is read. */
function hasGoodValues(
  schedule: Schedule,
  entry: ScheduleEntry,
  use: ScheduleUse,
  context: CompileContext,
): boolean {
  return checkScheduleValues(
    schedule,
    'formula' in entry ? entry.formula.range : entry.range,
    { least: 0, ...use },
    context,
  );
}

/** Reports a value that is not in the range of the use, or that 32 bits can't hold. */
export function checkScheduleValues(
  schedule: Schedule,
  range: SourceRange,
  { what, epochs, least = -Infinity, above = -Infinity, most = Infinity }: ScheduleUse,
  context: CompileContext,
): boolean {
  if (typeof schedule !== 'number' && schedule.kind === 'formula' && mentions(schedule.term, 'step'))
    return true;
  for (let at = 0; at <= SAMPLES; at += 1) {
    const epoch = (epochs * at) / SAMPLES;
    const value = scheduleValueAt(schedule, epoch);
    if (Number.isFinite(Math.fround(value)) && value >= least && value > above && value <= most) continue;
    context.report({
      code: 'out-of-range',
      message: `${what} is ${Number.isNaN(value) ? 'no number' : Number(value.toPrecision(4))} at epoch ${Number(epoch.toPrecision(4))}`,
      range,
      help: `it must be a number${limitsText(least, above, most)} throughout${most === Infinity ? ', which 32 bits can hold' : ''}`,
    });
    return false;
  }
  return true;
}

function limitsText(least: number, above: number, most: number): string {
  if (above > -Infinity) return ` above ${above}${most === Infinity ? '' : ` and up to ${most}`}`;
  if (least === -Infinity) return most === Infinity ? '' : ` up to ${most}`;
  return most === Infinity ? ` from ${least} on` : ` from ${least} to ${most}`;
}
