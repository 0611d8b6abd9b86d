/** Formulas of numbers that follow training: `0.1 * 0.5 ** floor(epoch / 10)`. */
import { didYouMean, nearestName } from '../../diagnostics/index.js';
import type { Expression } from '../../dsl/index.js';
import type { ScheduleTerm, ScheduleVariable } from '../program.js';
import type { CompileContext } from '../compile-context.js';
import { scheduleFunctions } from '../schedule-functions.js';

const OPERATORS = { '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide', '**': 'pow' } as const;

export interface ScheduleUse {
  /** In messages: `the learning rate`, `the weight of copy`. */
  what: string;
  /** Epochs of the phase. */
  epochs: number;
  /** Whether `step` is known: not where the value at the end of the phase is needed before the data is read. */
  hasSteps: boolean;
  /** The values that it may have: from `least`, above `above`, up to `most`. */
  least?: number;
  above?: number;
  most?: number;
}

export const VARIABLES: readonly ScheduleVariable[] = ['progress', 'epoch', 'step'];
const VARIABLES_HELP = 'it may follow `progress` (0 to 1 over the phase), `epoch` and `step` (both from 0)';

/** Undefined after an error, which is reported. */
export function formulaTerm(
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
