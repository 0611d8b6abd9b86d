/** Numbers in expressions that follow training: `2 / (1 + exp(-10 * progress)) - 1`. */
import type { Expression } from '../../dsl/index.js';
import { isDeclared } from '../compile-context.js';
import type { Schedule, ScheduleTerm, ScheduleVariable } from '../program.js';
import { mentions, scheduleValueAt } from '../schedule.js';
import { scheduleFunctions } from '../schedule-functions.js';
import { checkScheduleValues, formulaTerm, scheduleOfTerm, VARIABLES } from '../schedules/index.js';
import type { ExpressionScope, LoweredValue, TrainingTime } from './expression-scope.js';

export const isTrainingVariable = (name: string): name is ScheduleVariable =>
  (VARIABLES as readonly string[]).includes(name);

interface Names {
  variables: ReadonlySet<string>;
  callees: ReadonlySet<string>;
}

/** Cache: each subexpression is looked at once for every enclosing operator. */
const namesCache = new WeakMap<Expression, { names: Names | null }>();

/** The names in an expression of numbers and variables of training alone; null if it has anything else. */
function namesInNumber(expression: Expression): Names | null {
  const found = namesCache.get(expression) ?? { names: namesUncached(expression) };
  namesCache.set(expression, found);
  return found.names;
}

function namesUncached(expression: Expression): Names | null {
  switch (expression.kind) {
    case 'number':
      return { variables: new Set(), callees: new Set() };
    case 'name':
      return isTrainingVariable(expression.name)
        ? { variables: new Set([expression.name]), callees: new Set() }
        : null;
    case 'negate':
      return namesInNumber(expression.operand);
    case 'binary':
      return unionOf([expression.left, expression.right]);
    case 'call': {
      const { callee, args, options } = expression;
      const known = scheduleFunctions.get(callee.name);
      if (known?.operands !== args.length || options.length > 0) return null;
      const names = unionOf(args);
      return names && { ...names, callees: new Set([...names.callees, callee.name]) };
    }
    default:
      return null;
  }
}

function unionOf(parts: readonly Expression[]): Names | null {
  const all = parts.map(namesInNumber);
  if (!all.every((names) => names !== null)) return null;
  return {
    variables: new Set(all.flatMap(({ variables }) => [...variables])),
    callees: new Set(all.flatMap(({ callees }) => [...callees])),
  };
}

/** Whether an expression is such a number: what a graph declares by one of its names comes first. */
export function isMovingNumber(expression: Expression, scope: ExpressionScope): boolean {
  const names = namesInNumber(expression);
  return names !== null && names.variables.size > 0 && !hasOwnNames(names, scope);
}

function hasOwnNames({ variables, callees }: Names, { context, resolve }: ExpressionScope): boolean {
  const isOwn = (name: string) => isDeclared(context, name) || context.functions.has(name);
  return (
    [...callees].some(isOwn) || [...variables].some((name) => isOwn(name) || resolve(name) !== undefined)
  );
}

/** The value of an expression of numbers and functions of numbers; undefined if it is none. */
export function constantNumber(expression: Expression, scope: ExpressionScope): number | undefined {
  const names = namesInNumber(expression);
  if (!names || names.variables.size > 0 || hasOwnNames(names, scope)) return undefined;
  const term = formulaTerm(expression, { what: '', epochs: 1, hasSteps: true }, scope.context);
  return term === undefined ? undefined : scheduleValueAt({ kind: 'formula', term }, 0);
}

/**
 * The schedule of an expression that follows training; a number where it is computed at the end. Undefined if it is no such
 * expression.
 */
export function movingNumber(
  expression: Expression,
  scope: ExpressionScope,
  limits: { what: string; least?: number; above?: number; most?: number } = { what: 'this number' },
): Schedule | 'broken' | undefined {
  const { time, context } = scope;
  if (!time || !isMovingNumber(expression, scope)) return undefined;
  const use = { ...limits, epochs: time.epochs ?? 1, hasSteps: true };
  const term = formulaTerm(expression, use, context);
  if (term === undefined || (time.at === 'end' && !hasEnd(term, expression, time, scope))) return 'broken';
  const schedule = scheduleOfTerm(term, use.epochs);
  if (!checkScheduleValues(schedule, expression.range, use, context)) return 'broken';
  return time.at === 'steps' ? schedule : scheduleValueAt(schedule, use.epochs);
}

/** Whether its value at the end is known before the data is read. */
function hasEnd(
  term: ScheduleTerm,
  { range }: Expression,
  { epochs }: TrainingTime,
  { context }: ExpressionScope,
): boolean {
  const unknown = (epochs === null ? (['epoch', 'step'] as const) : (['step'] as const)).find((variable) =>
    mentions(term, variable),
  );
  if (!unknown) return true;
  context.report({
    code: 'bad-schedule',
    message:
      epochs === null
        ? `\`${unknown}\` has no value here, where nothing is trained`
        : `this can't follow \`step\`: figures of \`validate\` have the numbers of the end of the phase, which must be known before the data is read`,
    range,
    help:
      epochs === null
        ? '`progress` is 1 here, as at the end of a phase'
        : 'write it by `epoch` or `progress`, which move with every step as well',
  });
  return false;
}

/** The wire of a schedule in a phase. */
export function addScheduleWire(
  schedule: Schedule,
  { range }: Expression,
  { builder, time }: ExpressionScope,
): LoweredValue {
  const type = { shape: [], dtype: 'float32' as const };
  if (typeof schedule === 'number' || time?.at !== 'steps') {
    return { wire: builder.add({ op: 'constant', value: schedule as number, type, range }) };
  }
  return { wire: builder.add({ op: 'schedule', name: time.nameOf(schedule), schedule, type, range }) };
}
