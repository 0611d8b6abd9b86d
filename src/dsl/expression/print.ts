import type { Expression } from './types.js';

/** How tightly parts hold together, loosest first; what is looser than its place asks for gets parentheses. */
const TIGHT = { arrow: 0, sum: 1, product: 2, sign: 3, power: 4, value: 5 } as const;

/** The expression as text that reads back as the same expression. */
export function printExpression(expression: Expression): string {
  return print(expression).text;
}

interface Printed {
  text: string;
  tight: number;
}

function print(expression: Expression): Printed {
  switch (expression.kind) {
    case 'number':
      return printNumber(expression.value);
    case 'literal':
      return { text: literal(expression.value), tight: TIGHT.value };
    case 'broken':
      return { text: '?', tight: TIGHT.value };
    case 'name':
      return { text: expression.name, tight: TIGHT.value };
    case 'negate': {
      // A minus before a plain number would read as a negative number.
      const number = expression.operand.kind === 'number';
      const operand = inside(expression.operand, number ? TIGHT.value + 1 : TIGHT.sign);
      return { text: `-${operand}`, tight: TIGHT.sign };
    }
    case 'member': {
      // `a.b` would read as one name.
      const { object } = expression;
      const bare = object.kind === 'name' || object.kind === 'number';
      const loose = bare ? TIGHT.value + 1 : TIGHT.value;
      return { text: `${inside(object, loose)}.${expression.member}`, tight: TIGHT.value };
    }
    case 'binary':
      return binary(expression);
    case 'call':
      return call(expression);
  }
}

function inside(expression: Expression, tight: number): string {
  const printed = print(expression);
  return printed.tight >= tight ? printed.text : `(${printed.text})`;
}

function printNumber(value: number): Printed {
  const text = String(value);
  return { text, tight: text.startsWith('-') ? TIGHT.sign : TIGHT.value };
}

function literal(value: boolean | string | number[]): string {
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  if (typeof value === 'boolean') return String(value);
  return value.includes('"') ? `'${value}'` : `"${value}"`;
}

function binary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>): Printed {
  if (operator === '**') {
    return { text: `${inside(left, TIGHT.value)} ** ${inside(right, TIGHT.sign)}`, tight: TIGHT.power };
  }
  const tight = operator === '+' || operator === '-' ? TIGHT.sum : TIGHT.product;
  return { text: `${inside(left, tight)} ${operator} ${inside(right, tight + 1)}`, tight };
}

function call({ callee, args, options, arrow }: Extract<Expression, { kind: 'call' }>): Printed {
  const named = options.map(({ name, value }) => `${name}=${inside(value, TIGHT.arrow)}`);
  const [first] = args;
  if (arrow && first && args.length === 1) {
    const after = named.length > 0 ? `${callee.name}(${named.join(', ')})` : callee.name;
    return { text: `${inside(first, TIGHT.arrow)} -> ${after}`, tight: TIGHT.arrow };
  }
  const all = [...args.map((arg) => inside(arg, TIGHT.arrow)), ...named];
  return { text: `${callee.name}(${all.join(', ')})`, tight: TIGHT.value };
}
