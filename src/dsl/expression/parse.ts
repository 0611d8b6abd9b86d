import type { Report, SourceRange } from '../../diagnostics/index.js';
import { ExpressionProblem, tokens, type Token } from './tokens.js';
import type { Expression } from './types.js';

/** So deep may parentheses stand in each other, and so many operators may one expression have. */
const DEEPEST = 200;
const LONGEST = 2000;
/** And so many calls may stand one after another: each is made of the one before. */
const MOST_LINKS = 500;

type Call = Extract<Expression, { kind: 'call' }>;

/**
 * Reads an expression; what is wrong with it is reported, and there is none then. `range` tells where a stretch of the
 * text stands in the source.
 *
 *     arrow   = sum { "->" name [ "(" options ")" ] { "." name } }
 *     sum     = product { ("+" | "-") product }
 *     product = sign { ("*" | "/") sign }
 *     sign    = ("-" | "+") sign | power
 *     power   = member [ "**" sign ]
 *     member  = value { "." name }
 *     value   = number | name { "." name } [ "(" arguments ")" ] | "(" arrow ")"
 */
export function parseExpression(
  text: string,
  range: (start: number, end: number) => SourceRange,
  report: Report,
): Expression | undefined {
  try {
    return new Parser(text, range).whole();
  } catch (problem) {
    if (!(problem instanceof ExpressionProblem)) throw problem;
    const { code, message, start, end, help } = problem;
    report({ code, message, range: range(start, end), ...(help === undefined ? {} : { help }) });
    return undefined;
  }
}

class Parser {
  private readonly tokens: Token[];
  private at = 0;
  private depth = 0;
  private size = 0;
  private links = 0;

  constructor(
    text: string,
    private readonly range: (start: number, end: number) => SourceRange,
  ) {
    this.tokens = tokens(text);
  }

  whole(): Expression {
    const expression = this.arrow().expression;
    const next = this.next();
    if (next.kind !== 'end') throw this.unexpected(next);
    return expression;
  }

  private next(): Token {
    return this.tokens[this.at]!;
  }

  private take(): Token {
    return this.tokens[this.at++]!;
  }

  private sign(...texts: string[]): Token | undefined {
    const token = this.next();
    return token.kind === 'sign' && texts.includes(token.text) ? this.take() : undefined;
  }

  private grow(token: Token, isLink = false): void {
    this.size += 1;
    if (isLink) this.links += 1;
    const [is, most, what] = isLink
      ? [this.links, MOST_LINKS, 'arrows and dots']
      : [this.size, LONGEST, 'operators'];
    if (is <= most) return;
    throw new ExpressionProblem(
      'expression-syntax',
      `this expression has more than ${most.toLocaleString('en')} ${what}`,
      token.start,
      token.end,
      'name parts of it under `wires`',
    );
  }

  private deeper<T>(token: Token, read: () => T): T {
    this.depth += 1;
    if (this.depth > DEEPEST) {
      throw new ExpressionProblem(
        'expression-syntax',
        `parts of this expression are nested more than ${DEEPEST} deep`,
        token.start,
        token.end,
        'name parts of it under `wires`',
      );
    }
    const result = read();
    this.depth -= 1;
    return result;
  }

  private arrow(): Part {
    let left = this.sum();
    for (let arrow = this.sign('->'); arrow; arrow = this.sign('->')) {
      this.grow(arrow, true);
      const name = this.next();
      if (name.kind !== 'name') {
        if (name.kind === 'end' || name.text === ',' || name.text === ')') throw missing(arrow, 'after');
        throw new ExpressionProblem(
          'expression-syntax',
          'after -> stands the name of a network, a model or a function',
          name.start,
          name.end,
        );
      }
      this.take();
      const callee = { name: name.text, range: this.range(name.start, name.end) };
      const open = this.sign('(');
      const { args, options, end } = open ? this.arguments(open) : { args: [], options: [], end: name.end };
      if (args[0]) {
        throw new ExpressionProblem(
          'expression-syntax',
          `what stands before -> is what \`${name.text}\` is given; only named options may follow`,
          open!.start,
          end,
          `write ${name.text}(..., ...) without the arrow`,
        );
      }
      const expression: Call = {
        kind: 'call',
        callee,
        args: [left.expression],
        options,
        range: this.range(left.start, end),
        arrow: true,
      };
      left = this.members({ expression, start: left.start, end });
    }
    return left;
  }

  private sum(): Part {
    return this.chain(['+', '-'], () => this.product());
  }

  private product(): Part {
    return this.chain(['*', '/'], () => this.signed());
  }

  private chain(operators: ('+' | '-' | '*' | '/')[], operand: () => Part): Part {
    let left = operand();
    for (let token = this.sign(...operators); token; token = this.sign(...operators)) {
      this.grow(token);
      const operator = token.text as '+' | '-' | '*' | '/';
      left = this.binary(operator, left, this.operandAfter(token, operand));
    }
    return left;
  }

  private binary(operator: '+' | '-' | '*' | '/' | '**', left: Part, right: Part): Part {
    const { start } = left;
    const { end } = right;
    const range = this.range(start, end);
    return {
      expression: { kind: 'binary', operator, left: left.expression, right: right.expression, range },
      start,
      end,
    };
  }

  private operandAfter<T>(operator: Token, read: () => T): T {
    if (startsValue(this.next())) return read();
    throw missing(operator, 'after');
  }

  private signed(): Part {
    const sign = this.sign('-', '+');
    if (!sign) return this.power();
    const operand = this.deeper(sign, () => this.operandAfter(sign, () => this.signed()));
    if (sign.text === '+') return { ...operand, start: sign.start };
    const range = this.range(sign.start, operand.end);
    const { expression } = operand;
    return {
      expression:
        expression.kind === 'number' && !operand.closed
          ? { kind: 'number', value: -expression.value, range }
          : { kind: 'negate', operand: expression, range },
      start: sign.start,
      end: operand.end,
    };
  }

  private power(): Part {
    const base = this.members(this.value());
    const token = this.sign('**');
    if (!token) return base;
    this.grow(token);
    return this.binary(
      '**',
      base,
      this.deeper(token, () => this.operandAfter(token, () => this.signed())),
    );
  }

  private members(part: Part): Part {
    let whole = part;
    for (let dot = this.sign('.'); dot; dot = this.sign('.')) {
      this.grow(dot, true);
      const name = this.nameAfter(dot);
      const expression: Expression = {
        kind: 'member',
        object: whole.expression,
        member: name.text,
        memberRange: this.range(name.start, name.end),
        range: this.range(whole.start, name.end),
      };
      whole = { expression, start: whole.start, end: name.end };
    }
    return whole;
  }

  private nameAfter(dot: Token): Token {
    const name = this.take();
    if (name.kind === 'name') return name;
    throw new ExpressionProblem('missing-operand', 'a name is missing after the dot', dot.start, dot.end);
  }

  private value(): Part {
    const token = this.next();
    switch (token.kind) {
      case 'number':
        this.take();
        return this.part(token, { kind: 'number', value: Number(token.text), range: this.place(token) });
      case 'name':
        return this.named();
      case 'text':
        throw new ExpressionProblem(
          'expression-syntax',
          'a text can only be an option of a function',
          token.start,
          token.end,
        );
      case 'sign':
        if (token.text === '(') return this.parenthesis();
        if (token.text === '[') {
          throw new ExpressionProblem(
            'expression-syntax',
            'a list can only be an option of a function: f(x, axis=[1, 2])',
            token.start,
            token.end,
          );
        }
    }
    if (token.kind === 'end' && this.at === 0) {
      throw new ExpressionProblem('missing-operand', 'an expression is missing here', 0, token.end);
    }
    throw missing(token, 'before');
  }

  private place({ start, end }: { start: number; end: number }): SourceRange {
    return this.range(start, end);
  }

  private part({ start, end }: { start: number; end: number }, expression: Expression): Part {
    return { expression, start, end };
  }

  private parenthesis(): Part {
    const open = this.take();
    if (this.next().text === ')') {
      throw new ExpressionProblem(
        'missing-operand',
        'there is nothing between these parentheses',
        open.start,
        this.next().end,
      );
    }
    const inner = this.deeper(open, () => this.arrow());
    const end = this.close(open, ')').end;
    return { expression: inner.expression, start: open.start, end, closed: true };
  }

  private close(open: Token, text: ')' | ']'): Token {
    const token = this.next();
    if (token.kind === 'sign' && token.text === text) return this.take();
    if (token.kind === 'end' || token.text === ')' || token.text === ']') throw unclosed(open);
    throw this.unexpected(token);
  }

  private named(): Part {
    const first = this.take();
    let name = first.text;
    let end = first.end;
    for (let dot = this.sign('.'); dot; dot = this.sign('.')) {
      const part = this.nameAfter(dot);
      name += `.${part.text}`;
      end = part.end;
    }
    const open = this.sign('(');
    const range = this.range(first.start, end);
    if (!open) return { expression: { kind: 'name', name, range }, start: first.start, end };
    const { args, options, end: close } = this.deeper(open, () => this.arguments(open));
    return {
      expression: {
        kind: 'call',
        callee: { name, range },
        args,
        options,
        range: this.range(first.start, close),
      },
      start: first.start,
      end: close,
    };
  }

  /** After `(`, to after `)`. */
  private arguments(open: Token): Pick<Call, 'args' | 'options'> & { end: number } {
    const args: Expression[] = [];
    const options: Call['options'] = [];
    const names = new Set<string>();
    for (;;) {
      const close = args.length + options.length === 0 ? this.sign(')') : undefined;
      if (close) return { args, options, end: close.end };
      const [name, equals] = [this.next(), this.tokens[this.at + 1]];
      if (name.kind === 'name' && equals?.text === '=') {
        this.at += 2;
        if (names.has(name.text)) {
          throw new ExpressionProblem(
            'expression-syntax',
            `the option \`${name.text}\` is given twice`,
            name.start,
            name.end,
          );
        }
        names.add(name.text);
        options.push({ name: name.text, nameRange: this.place(name), value: this.optionValue(equals) });
      } else {
        if (options.length > 0 && startsValue(name)) {
          throw new ExpressionProblem(
            'expression-syntax',
            'values stand before the named options',
            name.start,
            name.end,
          );
        }
        if (name.kind === 'end') throw unclosed(open);
        args.push(this.literal() ?? this.arrow().expression);
      }
      const comma = this.sign(',');
      if (comma) {
        if (this.next().text === ')') throw missing(comma, 'after');
        continue;
      }
      return { args, options, end: this.close(open, ')').end };
    }
  }

  private optionValue(equals: Token): Expression {
    const token = this.next();
    if (token.kind === 'name' && (token.text === 'true' || token.text === 'false')) {
      this.take();
      return { kind: 'literal', value: token.text === 'true', range: this.place(token) };
    }
    return this.literal() ?? this.operandAfter(equals, () => this.arrow().expression);
  }

  /** A text or a list, which only options are: by their names, or in their places. */
  private literal(): Expression | undefined {
    const token = this.next();
    if (token.kind === 'text') {
      this.take();
      return { kind: 'literal', value: token.text.slice(1, -1), range: this.place(token) };
    }
    return token.kind === 'sign' && token.text === '[' ? this.numbers() : undefined;
  }

  private numbers(): Expression {
    const open = this.take();
    const value: number[] = [];
    while (this.next().text !== ']') {
      const item = this.next();
      if (item.kind === 'end') throw unclosed(open);
      const { expression } = this.signed();
      if (expression.kind !== 'number') {
        throw new ExpressionProblem(
          'expression-syntax',
          'a list in an expression holds numbers',
          item.start,
          item.end,
        );
      }
      value.push(expression.value);
      if (!this.sign(',')) break;
    }
    return { kind: 'literal', value, range: this.range(open.start, this.close(open, ']').end) };
  }

  /** A token where an operator, a comma or the end was expected. */
  private unexpected(token: Token): ExpressionProblem {
    const before = this.tokens[this.at - 1];
    if (token.text === ')' || token.text === ']') {
      return new ExpressionProblem(
        'unclosed-parenthesis',
        `this ${token.text} closes nothing`,
        token.start,
        token.end,
      );
    }
    if (token.text === '(') {
      return new ExpressionProblem(
        'expression-syntax',
        'only what has a name can be called: a network, a model or a function',
        token.start,
        token.end,
      );
    }
    if (startsValue(token)) {
      return new ExpressionProblem(
        'missing-operator',
        `an operator or a comma is missing before \`${token.text}\``,
        before?.start ?? token.start,
        token.end,
      );
    }
    if (token.text === '=') {
      return new ExpressionProblem(
        'expression-syntax',
        '= gives a named option its value, and stands only after a name in a call',
        token.start,
        token.end,
      );
    }
    return new ExpressionProblem(
      'expression-syntax',
      `\`${token.text}\` can not stand here`,
      token.start,
      token.end,
    );
  }
}

interface Part {
  expression: Expression;
  /** With the parentheses around it. */
  start: number;
  end: number;
  /** In parentheses. */
  closed?: boolean;
}

function startsValue({ kind, text }: Token): boolean {
  return (
    kind === 'number' || kind === 'name' || kind === 'text' || (kind === 'sign' && '(-+['.includes(text))
  );
}

function missing(token: Token, side: 'before' | 'after'): ExpressionProblem {
  return new ExpressionProblem(
    'missing-operand',
    token.kind === 'end' ? 'the expression ends too early' : `a value is missing ${side} \`${token.text}\``,
    token.start,
    token.end,
  );
}

function unclosed(open: Token): ExpressionProblem {
  return new ExpressionProblem(
    'unclosed-parenthesis',
    `this ${open.text} is not closed`,
    open.start,
    open.end,
  );
}
