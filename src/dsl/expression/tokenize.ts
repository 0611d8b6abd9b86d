/** A token. Offsets count in the expression's text. */
export interface ExpressionToken {
  kind: 'number' | 'name' | 'text' | 'sign' | 'end';
  /** As written; empty for the end of the text. */
  text: string;
  start: number;
  end: number;
}

/** A syntax error with its offsets in the expression's text. Not thrown outside this folder. */
export class ExpressionSyntaxError extends Error {
  constructor(
    readonly code: 'expression-syntax' | 'unclosed-parenthesis' | 'missing-operand' | 'missing-operator',
    message: string,
    readonly start: number,
    readonly end: number,
    readonly help?: string,
  ) {
    super(message);
  }
}

const TOKEN =
  /\s+|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_]\w*)|(?<text>"[^"]*"|'[^']*')|(?<sign>->|\*\*|\.\.\.|[-+*/()[\],.=:])/y;

/** Hints for operators of other languages that this one does not have. */
const REPLACEMENT_HINTS: Readonly<Record<string, string>> = {
  '^': 'a power is written a ** b',
  '@': 'a matrix product is written matmul(a, b)',
  '%': 'there is no remainder in expressions over tensors',
  '<': 'there are no comparisons in expressions',
  '>': 'there are no comparisons in expressions; an arrow is written ->',
  '!': 'there are no comparisons in expressions',
  $: 'a parameter is written ${name}',
  '{': 'a parameter is written ${name}',
};

const LETTERS = /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy;

/**
 * A word with letters that are not allowed in names, with combining characters: `é` may be one code point or `e` with
 * an accent.
 */
function nonAsciiName(text: string, at: number): string | undefined {
  LETTERS.lastIndex = at;
  const word = LETTERS.exec(text)?.[0];
  return word === undefined || /^\w+$/.test(word) ? undefined : word;
}

export function tokenizeExpression(text: string): ExpressionToken[] {
  const found: ExpressionToken[] = [];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    const foreign = nonAsciiName(text, at);
    if (foreign !== undefined) {
      throw new ExpressionSyntaxError(
        'expression-syntax',
        `\`${foreign.normalize('NFC')}\` can not be a name`,
        at,
        at + foreign.length,
        'names are letters from a to z and A to Z, digits and _, and do not begin with a digit',
      );
    }
    if (!match) {
      const character = String.fromCodePoint(text.codePointAt(at)!);
      const quote = character === '"' || character === "'";
      throw new ExpressionSyntaxError(
        'expression-syntax',
        quote ? 'this quote is not closed' : `\`${character}\` has no meaning in an expression`,
        at,
        quote ? text.length : at + character.length,
        REPLACEMENT_HINTS[character],
      );
    }
    const { number, name, text: quoted, sign } = match.groups!;
    const kind = number ? 'number' : name ? 'name' : quoted ? 'text' : sign ? 'sign' : undefined;
    if (kind) found.push({ kind, text: match[0], start: at, end: TOKEN.lastIndex });
    at = TOKEN.lastIndex;
  }
  found.push({ kind: 'end', text: '', start: text.length, end: text.length });
  return found;
}
