import type { DiagnosticReporter, SourceRange } from '../../diagnostics/index.js';
import { ExpressionSyntaxError, tokenizeExpression, type ExpressionToken } from './tokenize.js';
import type { Expression, SliceItem } from './syntax-tree.js';

/** Maximum nesting of parentheses, and maximum number of operators in one expression. */
const MAX_DEPTH = 200;
const MAX_OPERATORS = 2000;
/** Maximum length of a chain of calls: each is nested in the next. */
const MAX_CHAINED_CALLS = 500;

type Call = Extract<Expression, { kind: 'call' }>;

/**
 * Parses an expression; undefined after an error, which is reported. `range` maps offsets of the text to the source.
 * What follows an arrow is `name` and outputs of its call, so that the namespaces before names must be known:
 * `digits.head.z_mean`.
 *
 *     arrow   = sum { "->" { namespace "." } name [ "(" options ")" ] { "." name } }
 *     sum     = product { ("+" | "-") product }
 *     product = sign { ("*" | "/") sign }
 *     sign    = ("-" | "+") sign | power
 *     power   = member [ "**" sign ]
 *     member  = value { "." name | "[" item { "," item } "]" }
 *     item    = sum | [ sum ] ":" [ sum ] [ ":" [ sum ] ] | "..." | "None"
 *     value   = number | name { "." name } [ "(" arguments ")" ] | "(" arrow ")"
 */
export function parseExpression(
  text: string,
  range: (start: number, end: number) => SourceRange,
  report: DiagnosticReporter,
  namespaces: ReadonlySet<string> = new Set(),
): Expression | undefined {
  try {
    return new Parser(text, range, namespaces).parseWhole();
  } catch (problem) {
    if (!(problem instanceof ExpressionSyntaxError)) throw problem;
    const { code, message, start, end, help } = problem;
    report({ code, message, range: range(start, end), ...(help === undefined ? {} : { help }) });
    return undefined;
  }
}

class Parser {
  private readonly tokens: ExpressionToken[];
  private at = 0;
  private depth = 0;
  private size = 0;
  private links = 0;

  constructor(
    text: string,
    private readonly range: (start: number, end: number) => SourceRange,
    private readonly namespaces: ReadonlySet<string>,
  ) {
    this.tokens = tokenizeExpression(text);
  }

  parseWhole(): Expression {
    const expression = this.arrow().expression;
    const next = this.next();
    if (next.kind !== 'end') throw this.unexpected(next);
    return expression;
  }

  private next(): ExpressionToken {
    return this.tokens[this.at]!;
  }

  private take(): ExpressionToken {
    return this.tokens[this.at++]!;
  }

  private takeSign(...texts: string[]): ExpressionToken | undefined {
    const token = this.next();
    return token.kind === 'sign' && texts.includes(token.text) ? this.take() : undefined;
  }

  private countNode(token: ExpressionToken, isLink = false): void {
    this.size += 1;
    if (isLink) this.links += 1;
    const [is, most, what] = isLink
      ? [this.links, MAX_CHAINED_CALLS, 'arrows and dots']
      : [this.size, MAX_OPERATORS, 'operators'];
    if (is <= most) return;
    throw new ExpressionSyntaxError(
      'expression-syntax',
      `this expression has more than ${most.toLocaleString('en')} ${what}`,
      token.start,
      token.end,
      'name parts of it under `wires`',
    );
  }

  private withDepth<T>(token: ExpressionToken, read: () => T): T {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) {
      throw new ExpressionSyntaxError(
        'expression-syntax',
        `parts of this expression are nested more than ${MAX_DEPTH} deep`,
        token.start,
        token.end,
        'name parts of it under `wires`',
      );
    }
    const result = read();
    this.depth -= 1;
    return result;
  }

  private arrow(): ParsedPart {
    let left = this.sum();
    for (let arrow = this.takeSign('->'); arrow; arrow = this.takeSign('->')) {
      this.countNode(arrow, true);
      const name = this.next();
      if (name.kind !== 'name') {
        if (name.kind === 'end' || name.text === ',' || name.text === ')')
          throw missingOperandError(arrow, 'after');
        throw new ExpressionSyntaxError(
          'expression-syntax',
          'after -> stands the name of a network, a model or a function',
          name.start,
          name.end,
        );
      }
      const called = this.qualifiedName(this.take());
      const callee = { name: called.name, range: this.range(called.start, called.end) };
      const open = this.takeSign('(');
      const { args, options, end } = open ? this.arguments(open) : { args: [], options: [], end: called.end };
      if (args[0]) {
        throw new ExpressionSyntaxError(
          'expression-syntax',
          `what stands before -> is what \`${called.name}\` is given; only named options may follow`,
          open!.start,
          end,
          `write ${called.name}(..., ...) without the arrow`,
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

  /** A name with the namespaces before it; a name after a dot that follows it is an output. */
  private qualifiedName({ text, start, end }: ExpressionToken): { name: string; start: number; end: number } {
    let [name, last] = [text, end];
    while (this.namespaces.has(name)) {
      const dot = this.takeSign('.');
      if (!dot) break;
      const part = this.nameAfter(dot);
      [name, last] = [`${name}.${part.text}`, part.end];
    }
    return { name, start, end: last };
  }

  private sum(): ParsedPart {
    return this.chain(['+', '-'], () => this.product());
  }

  private product(): ParsedPart {
    return this.chain(['*', '/'], () => this.signed());
  }

  private chain(operators: ('+' | '-' | '*' | '/')[], operand: () => ParsedPart): ParsedPart {
    let left = operand();
    for (let token = this.takeSign(...operators); token; token = this.takeSign(...operators)) {
      this.countNode(token);
      const operator = token.text as '+' | '-' | '*' | '/';
      left = this.binary(operator, left, this.operandAfter(token, operand));
    }
    return left;
  }

  private binary(operator: '+' | '-' | '*' | '/' | '**', left: ParsedPart, right: ParsedPart): ParsedPart {
    const { start } = left;
    const { end } = right;
    const range = this.range(start, end);
    return {
      expression: { kind: 'binary', operator, left: left.expression, right: right.expression, range },
      start,
      end,
    };
  }

  private operandAfter<T>(operator: ExpressionToken, read: () => T): T {
    if (startsValue(this.next())) return read();
    throw missingOperandError(operator, 'after');
  }

  private signed(): ParsedPart {
    const sign = this.takeSign('-', '+');
    if (!sign) return this.power();
    const operand = this.withDepth(sign, () => this.operandAfter(sign, () => this.signed()));
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

  private power(): ParsedPart {
    const base = this.members(this.value());
    const token = this.takeSign('**');
    if (!token) return base;
    this.countNode(token);
    return this.binary(
      '**',
      base,
      this.withDepth(token, () => this.operandAfter(token, () => this.signed())),
    );
  }

  private members(part: ParsedPart): ParsedPart {
    let whole = part;
    for (let dot = this.takeSign('.', '['); dot; dot = this.takeSign('.', '[')) {
      this.countNode(dot, true);
      if (dot.text === '[') {
        whole = this.slice(whole, dot);
        continue;
      }
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

  /** Parses from after `[` to after `]`. */
  private slice(object: ParsedPart, open: ExpressionToken): ParsedPart {
    if (this.next().text === ']') {
      throw new ExpressionSyntaxError(
        'missing-operand',
        'there is nothing between these brackets',
        open.start,
        this.next().end,
        'write a place or a span for each axis: x[:, 0:14]',
      );
    }
    const items = this.withDepth(open, () => {
      const read = [this.sliceItem(open)];
      for (let comma = this.takeSign(','); comma; comma = this.takeSign(',')) {
        if (this.next().text === ']') throw missingOperandError(comma, 'after');
        read.push(this.sliceItem(open));
      }
      return read;
    });
    const { end } = this.expectClosing(open, ']');
    const range = this.range(object.start, end);
    return {
      expression: { kind: 'slice', object: object.expression, items, range },
      start: object.start,
      end,
    };
  }

  private sliceItem(open: ExpressionToken): SliceItem {
    const first = this.next();
    if (first.kind === 'end') throw unclosedParenthesisError(open);
    const here = (): SourceRange => this.range(first.start, this.tokens[this.at - 1]!.end);
    if (this.takeSign('...')) return { kind: 'ellipsis', range: here() };
    if (first.text === 'None') {
      this.take();
      return { kind: 'new_axis', range: here() };
    }
    const bound = (): Expression | undefined => {
      const { kind, text } = this.next();
      return kind === 'end' || [':', ',', ']'].includes(text) ? undefined : this.sum().expression;
    };
    const start = bound();
    if (!this.takeSign(':')) {
      if (!start) throw missingOperandError(first, 'before');
      return { kind: 'index', at: start, range: here() };
    }
    const stop = bound();
    const step = this.takeSign(':') ? bound() : undefined;
    return {
      kind: 'span',
      ...(start && { start }),
      ...(stop && { stop }),
      ...(step && { step }),
      range: here(),
    };
  }

  private nameAfter(dot: ExpressionToken): ExpressionToken {
    const name = this.take();
    if (name.kind === 'name') return name;
    throw new ExpressionSyntaxError('missing-operand', 'a name is missing after the dot', dot.start, dot.end);
  }

  private value(): ParsedPart {
    const token = this.next();
    switch (token.kind) {
      case 'number':
        this.take();
        return this.part(token, {
          kind: 'number',
          value: Number(token.text),
          range: this.rangeOfToken(token),
        });
      case 'name':
        return this.named();
      case 'text':
        throw new ExpressionSyntaxError(
          'expression-syntax',
          'a text can only be an option of a function',
          token.start,
          token.end,
        );
      case 'sign':
        if (token.text === '(') return this.parenthesis();
        if (token.text === '[') {
          throw new ExpressionSyntaxError(
            'expression-syntax',
            'a list can only be an option of a function: f(x, axis=[1, 2])',
            token.start,
            token.end,
          );
        }
    }
    if (token.kind === 'end' && this.at === 0) {
      throw new ExpressionSyntaxError('missing-operand', 'an expression is missing here', 0, token.end);
    }
    throw missingOperandError(token, 'before');
  }

  private rangeOfToken({ start, end }: { start: number; end: number }): SourceRange {
    return this.range(start, end);
  }

  private part({ start, end }: { start: number; end: number }, expression: Expression): ParsedPart {
    return { expression, start, end };
  }

  private parenthesis(): ParsedPart {
    const open = this.take();
    if (this.next().text === ')') {
      throw new ExpressionSyntaxError(
        'missing-operand',
        'there is nothing between these parentheses',
        open.start,
        this.next().end,
      );
    }
    const inner = this.withDepth(open, () => this.arrow());
    const end = this.expectClosing(open, ')').end;
    return { expression: inner.expression, start: open.start, end, closed: true };
  }

  private expectClosing(open: ExpressionToken, text: ')' | ']'): ExpressionToken {
    const token = this.next();
    if (token.kind === 'sign' && token.text === text) return this.take();
    if (token.kind === 'end' || token.text === ')' || token.text === ']')
      throw unclosedParenthesisError(open);
    throw this.unexpected(token);
  }

  private named(): ParsedPart {
    const first = this.take();
    let name = first.text;
    let end = first.end;
    for (let dot = this.takeSign('.'); dot; dot = this.takeSign('.')) {
      const part = this.nameAfter(dot);
      name += `.${part.text}`;
      end = part.end;
    }
    const open = this.takeSign('(');
    const range = this.range(first.start, end);
    if (!open) return { expression: { kind: 'name', name, range }, start: first.start, end };
    const { args, options, end: close } = this.withDepth(open, () => this.arguments(open));
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

  /** Parses from after `(` to after `)`. */
  private arguments(open: ExpressionToken): Pick<Call, 'args' | 'options'> & { end: number } {
    const args: Expression[] = [];
    const options: Call['options'] = [];
    const names = new Set<string>();
    for (;;) {
      const close = args.length + options.length === 0 ? this.takeSign(')') : undefined;
      if (close) return { args, options, end: close.end };
      const [name, equals] = [this.next(), this.tokens[this.at + 1]];
      if (name.kind === 'name' && equals?.text === '=') {
        this.at += 2;
        if (names.has(name.text)) {
          throw new ExpressionSyntaxError(
            'expression-syntax',
            `the option \`${name.text}\` is given twice`,
            name.start,
            name.end,
          );
        }
        names.add(name.text);
        options.push({
          name: name.text,
          nameRange: this.rangeOfToken(name),
          value: this.optionValue(equals),
        });
      } else {
        if (options.length > 0 && startsValue(name)) {
          throw new ExpressionSyntaxError(
            'expression-syntax',
            'values stand before the named options',
            name.start,
            name.end,
          );
        }
        if (name.kind === 'end') throw unclosedParenthesisError(open);
        args.push(this.literal() ?? this.arrow().expression);
      }
      const comma = this.takeSign(',');
      if (comma) {
        if (this.next().text === ')') throw missingOperandError(comma, 'after');
        continue;
      }
      return { args, options, end: this.expectClosing(open, ')').end };
    }
  }

  private optionValue(equals: ExpressionToken): Expression {
    const token = this.next();
    if (token.kind === 'name' && (token.text === 'true' || token.text === 'false')) {
      this.take();
      return { kind: 'literal', value: token.text === 'true', range: this.rangeOfToken(token) };
    }
    return this.literal() ?? this.operandAfter(equals, () => this.arrow().expression);
  }

  /** A string or list literal, allowed only as an option: by name or by position. */
  private literal(): Expression | undefined {
    const token = this.next();
    if (token.kind === 'text') {
      this.take();
      return { kind: 'literal', value: token.text.slice(1, -1), range: this.rangeOfToken(token) };
    }
    return token.kind === 'sign' && token.text === '[' ? this.numbers() : undefined;
  }

  private numbers(): Expression {
    const open = this.take();
    const value: number[] = [];
    while (this.next().text !== ']') {
      const item = this.next();
      if (item.kind === 'end') throw unclosedParenthesisError(open);
      const { expression } = this.signed();
      if (expression.kind !== 'number') {
        throw new ExpressionSyntaxError(
          'expression-syntax',
          'a list in an expression holds numbers',
          item.start,
          item.end,
        );
      }
      value.push(expression.value);
      if (!this.takeSign(',')) break;
    }
    return { kind: 'literal', value, range: this.range(open.start, this.expectClosing(open, ']').end) };
  }

  /** The error for a token where an operator, a comma or the end was expected. */
  private unexpected(token: ExpressionToken): ExpressionSyntaxError {
    const before = this.tokens[this.at - 1];
    if (token.text === ')' || token.text === ']') {
      return new ExpressionSyntaxError(
        'unclosed-parenthesis',
        `this ${token.text} closes nothing`,
        token.start,
        token.end,
      );
    }
    if (token.text === '(') {
      return new ExpressionSyntaxError(
        'expression-syntax',
        'only what has a name can be called: a network, a model or a function',
        token.start,
        token.end,
      );
    }
    if (startsValue(token)) {
      return new ExpressionSyntaxError(
        'missing-operator',
        `an operator or a comma is missing before \`${token.text}\``,
        before?.start ?? token.start,
        token.end,
      );
    }
    if (token.text === '=') {
      return new ExpressionSyntaxError(
        'expression-syntax',
        '= gives a named option its value, and stands only after a name in a call',
        token.start,
        token.end,
      );
    }
    return new ExpressionSyntaxError(
      'expression-syntax',
      `\`${token.text}\` can not stand here`,
      token.start,
      token.end,
    );
  }
}

interface ParsedPart {
  expression: Expression;
  /** Including the parentheses around it. */
  start: number;
  end: number;
  /** Whether it is in parentheses. */
  closed?: boolean;
}

function startsValue({ kind, text }: ExpressionToken): boolean {
  return (
    kind === 'number' || kind === 'name' || kind === 'text' || (kind === 'sign' && '(-+['.includes(text))
  );
}

function missingOperandError(token: ExpressionToken, side: 'before' | 'after'): ExpressionSyntaxError {
  return new ExpressionSyntaxError(
    'missing-operand',
    token.kind === 'end' ? 'the expression ends too early' : `a value is missing ${side} \`${token.text}\``,
    token.start,
    token.end,
  );
}

function unclosedParenthesisError(open: ExpressionToken): ExpressionSyntaxError {
  return new ExpressionSyntaxError(
    'unclosed-parenthesis',
    `this ${open.text} is not closed`,
    open.start,
    open.end,
  );
}
