import { describeValue, type YamlTree } from '../text/index.js';
import type { LoopContext } from './loop-rounds.js';
import type { ParameterScope } from './parameter-scope.js';

const CONDITION = /^\s*(.*?)\s*(==|!=|<=|>=|<|>)\s*(.*?)\s*$/s;

/**
 * Whether `where` holds in a round: a comparison of two values, or a list of comparisons that all hold. Numbers are
 * compared as numbers. What can't be read is reported, and holds everywhere: what is made is read for errors of its own.
 */
export function holds(written: YamlTree, scope: ParameterScope, context: LoopContext): boolean {
  const condition = context.uncounted(written, scope);
  if (condition.kind === 'broken') return true;
  if (condition.kind === 'list') return condition.value.every((each) => holds(each, scope, context));
  const found = condition.kind === 'scalar' ? CONDITION.exec(String(condition.value)) : null;
  const [, left, operator, right] = found ?? [];
  if (left && operator && right) return compared(left, operator, right);
  context.report({
    code: 'bad-reference',
    message:
      condition.kind === 'scalar'
        ? '`where` is a comparison of two values'
        : `\`where\` is a comparison, or a list of them, not ${describeValue(condition)}`,
    range: written.range,
    help: 'write where: "${a} != ${b}", with == != < <= > or >=',
  });
  return true;
}

function compared(left: string, operator: string, right: string): boolean {
  const numbers = [left, right].map(Number);
  const [a, b]: (number | string)[] = numbers.every((one) => !Number.isNaN(one)) ? numbers : [left, right];
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a! < b!;
    case '<=':
      return a! <= b!;
    case '>':
      return a! > b!;
    default:
      return a! >= b!;
  }
}
