import { didYouMean, nearestName } from '../../diagnostics/index.js';
import type { Expression, Located, ScheduleEntry } from '../../dsl/index.js';
import type { Schedule, ScheduleTerm, ScheduleVariable } from '../program.js';
import type { CompileContext } from '../compile-context.js';
import { scheduleFunctions } from '../schedule-functions.js';
import { isConstantTerm, mentions, scheduleValueAt } from '../schedule.js';

/** Points of the phase at which a formula is looked at. */
const SAMPLES = 1000;

const OPERATORS = { '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide', '**': 'pow' } as const;

interface ScheduleUse {
  /** In messages: `the learning rate`, `the weight of copy`. */
  what: string;
  /** Epochs of the phase. */
  epochs: number;
  /** Whether `step` is known: not where the value at the end of the phase is needed before the data is read. */
  hasSteps: boolean;
  /** The largest value that it may have. */
  most?: number;
}

/** Whether what is written changes while the phase is trained. */
export function isMoving(entry: ScheduleEntry | null): boolean {
  if (!entry || 'value' in entry) return false;
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
  { what, epochs: all }: ScheduleUse,
  context: CompileContext,
): Schedule | undefined {
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

function scheduleOfTerm(term: ScheduleTerm, epochs: number): Schedule {
  if (isConstantTerm(term)) return scheduleValueAt({ kind: 'formula', term }, 0);
  return { kind: 'formula', term, ...(mentions(term, 'progress') ? { epochs } : {}) };
}

const VARIABLES: readonly ScheduleVariable[] = ['progress', 'epoch', 'step'];
const VARIABLES_HELP = 'it may follow `progress` (0 to 1 over the phase), `epoch` and `step` (both from 0)';

function formulaTerm(
  expression: Expression,
  use: ScheduleUse,
  context: CompileContext,
): ScheduleTerm | undefined {
  const operandsOf = (all: readonly Expression[]): ScheduleTerm[] | undefined => {
    const terms = all.map((one) => formulaTerm(one, use, context));
    return terms.every((term) => term !== undefined) ? terms : undefined;
  };
  const applied = (name: string, all: readonly Expression[]): ScheduleTerm | undefined => {
    const operands = operandsOf(all);
    return operands && { function: name, operands };
  };
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'negate':
      return applied('negative', [expression.operand]);
    case 'binary':
      return applied(OPERATORS[expression.operator], [expression.left, expression.right]);
    case 'name': {
      const variable = VARIABLES.find((one) => one === expression.name);
      if (!variable) {
        context.report({
          code: 'unknown-name',
          message: `${use.what} can't follow \`${expression.name}\``,
          range: expression.range,
          help: didYouMean(nearestName(expression.name, VARIABLES), expression.range, VARIABLES_HELP),
        });
        return undefined;
      }
      if (variable === 'step' && !use.hasSteps) {
        context.report({
          code: 'bad-schedule',
          message: `${use.what} can't follow \`step\`: what it is at the end must be known before the data is read`,
          range: expression.range,
          help: 'write it by `epoch` or `progress`, which move with every step as well',
        });
        return undefined;
      }
      return variable;
    }
    case 'call': {
      const { callee, args, options } = expression;
      const known = scheduleFunctions.get(callee.name);
      if (!known) {
        const names = [...scheduleFunctions.keys()];
        context.report({
          code: 'unknown-name',
          message: `schedules have no function \`${callee.name}\``,
          range: callee.range,
          help: didYouMean(nearestName(callee.name, names), callee.range, `there is ${names.join(', ')}`),
        });
        return undefined;
      }
      const [option] = options;
      if (option || args.length !== known.operands) {
        const count = known.operands === 1 ? 'one number' : `${known.operands} numbers`;
        context.report({
          code: 'bad-schedule',
          message: `in a schedule \`${callee.name}\` takes ${count}`,
          range: option?.nameRange ?? expression.range,
        });
        return undefined;
      }
      return applied(callee.name, args);
    }
    case 'literal':
    case 'member':
    case 'slice':
      context.report({
        code: 'bad-schedule',
        message: `${use.what} is a number, made of numbers`,
        range: expression.range,
        help: VARIABLES_HELP,
      });
      return undefined;
    case 'broken':
      return undefined;
  }
}

/** Looks at points of the phase; what follows `step` is not known before the data is read. */
function hasGoodValues(
  schedule: Schedule,
  entry: ScheduleEntry,
  { what, epochs, most = Infinity }: ScheduleUse,
  context: CompileContext,
): boolean {
  if (typeof schedule !== 'number' && schedule.kind === 'formula' && mentions(schedule.term, 'step'))
    return true;
  for (let at = 0; at <= SAMPLES; at += 1) {
    const epoch = (epochs * at) / SAMPLES;
    const value = scheduleValueAt(schedule, epoch);
    if (Number.isFinite(Math.fround(value)) && value >= 0 && value <= most) continue;
    context.report({
      code: 'out-of-range',
      message: `${what} is ${Number.isNaN(value) ? 'no number' : Number(value.toPrecision(4))} at epoch ${Number(epoch.toPrecision(4))}`,
      range: 'formula' in entry ? entry.formula.range : entry.range,
      help:
        most === Infinity
          ? 'it must be a number from 0 on throughout, which 32 bits can hold'
          : `it must be a number from 0 to ${most} throughout`,
    });
    return false;
  }
  return true;
}
