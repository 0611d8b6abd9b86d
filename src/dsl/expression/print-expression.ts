import type { Expression, SliceItem } from './syntax-tree.js';

/** Operator precedence, lowest first; an operand of lower precedence than its context is parenthesized. */
const PRECEDENCE = { arrow: 0, sum: 1, product: 2, sign: 3, power: 4, value: 5 } as const;

/** Prints an expression so that parsing the text gives the same expression. */
export function printExpression(expression: Expression): string {
  return print(expression).text;
}

interface Printed {
  text: string;
  precedence: number;
}

function print(expression: Expression): Printed {
  switch (expression.kind) {
    case 'number':
      return printNumber(expression.value);
    case 'literal':
      return { text: literal(expression.value), precedence: PRECEDENCE.value };
    case 'broken':
      return { text: '?', precedence: PRECEDENCE.value };
    case 'name':
      return { text: expression.name, precedence: PRECEDENCE.value };
    case 'negate': {
      // A minus before a number literal would be parsed as part of it.
      const number = expression.operand.kind === 'number';
      const operand = parenthesizeIfLooser(
        expression.operand,
        number ? PRECEDENCE.value + 1 : PRECEDENCE.sign,
      );
      return { text: `-${operand}`, precedence: PRECEDENCE.sign };
    }
    case 'member': {
      // `a.b` would be parsed as one name.
      const { object } = expression;
      const bare = object.kind === 'name' || object.kind === 'number';
      const loose = bare ? PRECEDENCE.value + 1 : PRECEDENCE.value;
      return {
        text: `${parenthesizeIfLooser(object, loose)}.${expression.member}`,
        precedence: PRECEDENCE.value,
      };
    }
    case 'slice': {
      const items = expression.items.map(sliceItem).join(', ');
      return {
        text: `${parenthesizeIfLooser(expression.object, PRECEDENCE.value)}[${items}]`,
        precedence: PRECEDENCE.value,
      };
    }
    case 'binary':
      return binary(expression);
    case 'call':
      return call(expression);
  }
}

function sliceItem(item: SliceItem): string {
  const bound = (at?: Expression) => (at ? parenthesizeIfLooser(at, PRECEDENCE.sum) : '');
  switch (item.kind) {
    case 'ellipsis':
      return '...';
    case 'new_axis':
      return 'None';
    case 'index':
      return bound(item.at);
    case 'span':
      return `${bound(item.start)}:${bound(item.stop)}${item.step ? `:${bound(item.step)}` : ''}`;
  }
}

function parenthesizeIfLooser(expression: Expression, precedence: number): string {
  const printed = print(expression);
  return printed.precedence >= precedence ? printed.text : `(${printed.text})`;
}

function printNumber(value: number): Printed {
  const text = String(value);
  return { text, precedence: text.startsWith('-') ? PRECEDENCE.sign : PRECEDENCE.value };
}

function literal(value: boolean | string | number[]): string {
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  if (typeof value === 'boolean') return String(value);
  return value.includes('"') ? `'${value}'` : `"${value}"`;
}

function binary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>): Printed {
  if (operator === '**') {
    return {
      text: `${parenthesizeIfLooser(left, PRECEDENCE.value)} ** ${parenthesizeIfLooser(right, PRECEDENCE.sign)}`,
      precedence: PRECEDENCE.power,
    };
  }
  const tight = operator === '+' || operator === '-' ? PRECEDENCE.sum : PRECEDENCE.product;
  return {
    text: `${parenthesizeIfLooser(left, tight)} ${operator} ${parenthesizeIfLooser(right, tight + 1)}`,
    precedence: tight,
  };
}

function call({ callee, args, options, arrow }: Extract<Expression, { kind: 'call' }>): Printed {
  const named = options.map(({ name, value }) => `${name}=${parenthesizeIfLooser(value, PRECEDENCE.arrow)}`);
  const [first] = args;
  if (arrow && first && args.length === 1) {
    const after = named.length > 0 ? `${callee.name}(${named.join(', ')})` : callee.name;
    return {
      text: `${parenthesizeIfLooser(first, PRECEDENCE.arrow)} -> ${after}`,
      precedence: PRECEDENCE.arrow,
    };
  }
  const all = [...args.map((arg) => parenthesizeIfLooser(arg, PRECEDENCE.arrow)), ...named];
  return { text: `${callee.name}(${all.join(', ')})`, precedence: PRECEDENCE.value };
}
