import type { Expression, PlainValue } from '../../dsl/index.js';

const foldedOperators = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  '**': (a: number, b: number) => a ** b,
};

/** Cache: each subexpression is evaluated once for every enclosing operator. */
const foldedValues = new WeakMap<Expression, { value: number | undefined }>();

/** The value of a constant expression; undefined if it contains anything but numbers. */
export function foldConstant(expression: Expression): number | undefined {
  const found = foldedValues.get(expression) ?? { value: foldUncached(expression) };
  foldedValues.set(expression, found);
  return found.value;
}

function foldUncached(expression: Expression): number | undefined {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'negate': {
      const operand = foldConstant(expression.operand);
      return operand === undefined ? undefined : -operand;
    }
    case 'binary': {
      const left = foldConstant(expression.left);
      if (left === undefined) return undefined;
      const right = foldConstant(expression.right);
      return right === undefined ? undefined : foldedOperators[expression.operator](left, right);
    }
    default:
      return undefined;
  }
}

/** An option's value as plain data with its range; undefined if it is not a compile-time constant. */
export function constantOptionValue(expression: Expression): PlainValue | undefined {
  const { range } = expression;
  const scalar = (value: number | string | boolean): PlainValue => ({
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
  const value = foldConstant(expression);
  return value === undefined ? undefined : scalar(value);
}
