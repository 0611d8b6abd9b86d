import type { Expression, Plain } from '../../dsl/index.js';

const operators = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  '**': (a: number, b: number) => a ** b,
};

/** What was found: parts of an expression are asked for once for each operator around them. */
const known = new WeakMap<Expression, { value: number | undefined }>();

/** The number that an expression of numbers is; undefined if there is anything else in it. */
export function constantOf(expression: Expression): number | undefined {
  const found = known.get(expression) ?? { value: evaluate(expression) };
  known.set(expression, found);
  return found.value;
}

function evaluate(expression: Expression): number | undefined {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'negate': {
      const operand = constantOf(expression.operand);
      return operand === undefined ? undefined : -operand;
    }
    case 'binary': {
      const left = constantOf(expression.left);
      if (left === undefined) return undefined;
      const right = constantOf(expression.right);
      return right === undefined ? undefined : operators[expression.operator](left, right);
    }
    default:
      return undefined;
  }
}

/** An option's value as plain data with its place; undefined if it is not known when the graph is compiled. */
export function plainOf(expression: Expression): Plain | undefined {
  const { range } = expression;
  const scalar = (value: number | string | boolean): Plain => ({
    kind: 'scalar',
    value,
    range,
    origin: 'written',
  });
  if (expression.kind === 'literal') {
    const { value } = expression;
    if (!Array.isArray(value)) return scalar(value);
    return { kind: 'list', value: value.map(scalar), range, origin: 'written' };
  }
  const value = constantOf(expression);
  return value === undefined ? undefined : scalar(value);
}
