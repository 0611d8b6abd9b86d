/** Arithmetic on parameters: the text between `${` and `}` if it is more than a name. */

/** An error in arithmetic; offsets count in the text between the braces. Not thrown outside this folder. */
export class ArithmeticError extends Error {
  constructor(
    message: string,
    readonly start: number,
    readonly end: number,
    readonly help?: string,
  ) {
    super(message);
  }
}

interface Token {
  text: string;
  start: number;
  end: number;
}

const TOKEN = /\s+|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[A-Za-z_]\w*|\*\*|\/\/|[-+*/%(),])/y;

function tokenizeArithmetic(text: string): Token[] {
  const found: Token[] = [];
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) throw new ArithmeticError(`\`${text[at]}\` has no meaning in \${...}`, at, at + 1);
    if (match[1]) found.push({ text: match[1], start: at, end: TOKEN.lastIndex });
  }
  return found;
}

const FUNCTIONS: Readonly<Record<string, { least: number; most: number; of: (...x: number[]) => number }>> = {
  min: { least: 1, most: Infinity, of: Math.min },
  max: { least: 1, most: Infinity, of: Math.max },
  floor: { least: 1, most: 1, of: Math.floor },
  ceil: { least: 1, most: 1, of: Math.ceil },
  // Ties are rounded to even, as in Python.
  round: {
    least: 1,
    most: 1,
    of: (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)),
  },
};

/** Maximum nesting of parentheses. */
const MAX_DEPTH = 100;

/** Evaluates arithmetic. `number` returns a parameter's number, or throws an ArithmeticError if it has none. */
export function evaluateArithmetic(
  text: string,
  parameterValue: (name: string, start: number, end: number) => number,
): number {
  const all = tokenizeArithmetic(text);
  let at = 0;
  let depth = 0;
  const peek = (): Token => all[at] ?? { text: '', start: text.length, end: text.length };
  const take = (...texts: string[]): Token | undefined =>
    texts.includes(peek().text) ? all[at++] : undefined;

  function sum(): number {
    let left = product();
    for (let sign = take('+', '-'); sign; sign = take('+', '-')) {
      const right = product();
      left = sign.text === '+' ? left + right : left - right;
    }
    return left;
  }

  function product(): number {
    let left = signed();
    for (let sign = take('*', '/', '//', '%'); sign; sign = take('*', '/', '//', '%')) {
      const from = peek().start;
      const right = signed();
      if (sign.text === '*') left *= right;
      else if (right === 0) throw new ArithmeticError('this divides by zero', from, all[at - 1]!.end);
      else if (sign.text === '/') left /= right;
      // As in Python: rounded down, and the remainder has the divisor's sign.
      else if (sign.text === '//') left = Math.floor(left / right);
      else left -= Math.floor(left / right) * right;
    }
    return left;
  }

  function signed(): number {
    const sign = take('-', '+');
    if (!sign) return power();
    const value = deeper(sign, signed);
    return sign.text === '-' ? -value : value;
  }

  function power(): number {
    const base = value();
    const sign = take('**');
    return sign ? base ** deeper(sign, signed) : base;
  }

  function deeper(token: Token, read: () => number): number {
    depth += 1;
    if (depth > MAX_DEPTH)
      throw new ArithmeticError(`this is nested more than ${MAX_DEPTH} deep`, token.start, token.end);
    const result = read();
    depth -= 1;
    return result;
  }

  function value(): number {
    const token = peek();
    if (/^[\d.]/.test(token.text)) {
      at += 1;
      return Number(token.text);
    }
    if (/^\w/.test(token.text)) {
      at += 1;
      return peek().text === '(' ? call(token) : parameterValue(token.text, token.start, token.end);
    }
    const open = take('(');
    if (open) {
      const inner = deeper(open, sum);
      if (!take(')')) throw new ArithmeticError('this ( is not closed', open.start, open.end);
      return inner;
    }
    if (token.text === '') {
      const before = all[at - 1];
      throw new ArithmeticError(
        before ? `a value is missing after \`${before.text}\`` : 'there is nothing between the braces',
        before?.start ?? 0,
        text.length,
      );
    }
    throw new ArithmeticError(`a value is missing before \`${token.text}\``, token.start, token.end);
  }

  function call(name: Token): number {
    const open = take('(')!;
    const args: number[] = [];
    if (!take(')')) {
      do args.push(deeper(open, sum));
      while (take(','));
      if (!take(')')) throw new ArithmeticError('this ( is not closed', open.start, open.end);
    }
    const known = Object.hasOwn(FUNCTIONS, name.text) ? FUNCTIONS[name.text] : undefined;
    if (!known) {
      const help = `there is ${Object.keys(FUNCTIONS).join(', ')}`;
      throw new ArithmeticError(`\${...} has no function \`${name.text}\``, name.start, name.end, help);
    }
    if (args.length < known.least || args.length > known.most) {
      const count = known.most === 1 ? 'one value' : 'at least one value';
      throw new ArithmeticError(`\`${name.text}\` takes ${count}`, name.start, all[at - 1]!.end);
    }
    return known.of(...args);
  }

  const result = sum();
  const rest = peek();
  if (rest.text !== '') {
    throw new ArithmeticError(
      rest.text === ')' ? 'this ) closes nothing' : `an operator is missing before \`${rest.text}\``,
      rest.start,
      rest.end,
    );
  }
  if (!Number.isFinite(result))
    throw new ArithmeticError('the result is not a finite number', 0, text.length);
  return result;
}
