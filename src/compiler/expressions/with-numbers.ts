import type { Expression, SliceItem } from '../../dsl/index.js';

/** The expression with names replaced by numbers, or by other expressions. */
export function withNumbers(expression: Expression, numbers: ReadonlyMap<string, Expression>): Expression {
  if (numbers.size === 0) return expression;
  const each = (one: Expression): Expression => withNumbers(one, numbers);
  switch (expression.kind) {
    case 'name': {
      const number = numbers.get(expression.name);
      return number?.kind === 'number' ? { ...number, range: expression.range } : (number ?? expression);
    }
    case 'call':
      return {
        ...expression,
        args: expression.args.map(each),
        options: expression.options.map((option) => ({ ...option, value: each(option.value) })),
      };
    case 'member':
      return { ...expression, object: each(expression.object) };
    case 'slice':
      return {
        ...expression,
        object: each(expression.object),
        items: expression.items.map((item) => sliceItem(item, each)),
      };
    case 'binary':
      return { ...expression, left: each(expression.left), right: each(expression.right) };
    case 'negate':
      return { ...expression, operand: each(expression.operand) };
    case 'number':
    case 'literal':
    case 'broken':
      return expression;
  }
}

function sliceItem(item: SliceItem, each: (one: Expression) => Expression): SliceItem {
  if (item.kind === 'index') return { ...item, at: each(item.at) };
  if (item.kind !== 'span') return item;
  return {
    ...item,
    ...(item.start && { start: each(item.start) }),
    ...(item.stop && { stop: each(item.stop) }),
    ...(item.step && { step: each(item.step) }),
  };
}
