import { tokenizeExpression, type ExpressionToken } from '../../dsl/index.js';

/** A name in an expression; offsets count in its text. */
export interface NamePart {
  text: string;
  start: number;
  end: number;
}

export type ExpressionName =
  /** `image`, `sign.image` */
  | { kind: 'value'; parts: NamePart[] }
  /** `encoder(`, `-> encoder` */
  | { kind: 'callee'; parts: NamePart[] }
  /** `.z_mean` after a call of `callee`. */
  | { kind: 'output'; callee: string; parts: NamePart[] }
  /** `axis=` in a call of `callee`. */
  | { kind: 'option'; callee: string; parts: NamePart[] };

export interface ScannedExpression {
  names: ExpressionName[];
  /** The callee whose result the whole expression is. */
  result: string | undefined;
  /** Calls that are open at the end of the text: the innermost last, with the number of the argument that is next. */
  open: { callee: string; argument: number }[];
}

const REFERENCE = /\$\{[^}]*\}?/g;
const FOREIGN = /[^\w\s"'.,()[\]=+*/>:-]|(?<!-)>/g;
const QUOTED = /"[^"]*(?:"|$)|'[^']*(?:'|$)/g;

/**
 * The names of an expression that may be incomplete or wrong. A name of which a part is a parameter (`head_${i}`) is
 * left out.
 */
export function scanExpression(text: string): ScannedExpression {
  const tokens = tolerantTokens(text);
  const names: ExpressionName[] = [];
  const calls: { callee: string | undefined; argument: number }[] = [];
  /** The callee of the call that ended last, if nothing came after it. */
  let finished: string | undefined;
  let result: string | undefined;
  let isPlain = true;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at]!;
    const before = tokens[at - 1];
    if (token.kind === 'name') {
      const { parts, next } = dottedName(tokens, at);
      const following = tokens[next];
      const isCallee = following?.text === '(' || before?.text === '->';
      const isOption = following?.text === '=' && calls.length > 0;
      const name = parts.map((part) => part.text).join('.');
      if (!parts.some((part) => isDynamic(text, part))) {
        if (isOption) names.push({ kind: 'option', callee: calls.at(-1)?.callee ?? '', parts });
        else names.push({ kind: isCallee ? 'callee' : 'value', parts });
      }
      if (following?.text === '(') {
        calls.push({ callee: name, argument: 0 });
        at = next;
      } else {
        at = next - 1;
        finished = isCallee ? name : undefined;
        if (calls.length === 0) result = finished;
      }
    } else if (token.text === '(' || token.text === '[') {
      calls.push({ callee: undefined, argument: 0 });
    } else if (token.text === ')' || token.text === ']') {
      finished = calls.pop()?.callee;
      if (calls.length === 0) result = finished;
    } else if (token.text === '.' && before?.text === ')' && tokens[at + 1]?.kind === 'name') {
      const { parts, next } = dottedName(tokens, at + 1);
      if (finished !== undefined) names.push({ kind: 'output', callee: finished, parts: parts.slice(0, 1) });
      at = next - 1;
      finished = undefined;
      if (calls.length === 0) isPlain = false;
    } else {
      const call = calls.at(-1);
      if (token.text === ',' && call) call.argument += 1;
      if (calls.length === 0 && token.text !== '->' && token.kind !== 'end') isPlain = false;
    }
  }
  const open = calls.flatMap(({ callee, argument }) => (callee === undefined ? [] : [{ callee, argument }]));
  return { names, result: isPlain ? result : undefined, open };
}

/** References and characters without a meaning are replaced by others that stand for nothing, of the same length. */
function tolerantTokens(text: string): ExpressionToken[] {
  const literal = (written: string) => '0'.padEnd(written.length);
  const masked = text
    .replace(REFERENCE, literal)
    .replace(QUOTED, literal)
    .replace(FOREIGN, (foreign) => ' '.repeat(foreign.length));
  return tokenizeExpression(masked);
}

/** `sign.image`: the names from a token on that are joined by dots, and the token after them. */
function dottedName(tokens: readonly ExpressionToken[], from: number): { parts: NamePart[]; next: number } {
  const parts: NamePart[] = [tokens[from]!];
  let next = from + 1;
  while (tokens[next]?.text === '.' && tokens[next + 1]?.kind === 'name') {
    parts.push(tokens[next + 1]!);
    next += 2;
  }
  return { parts: parts.map(({ text, start, end }) => ({ text, start, end })), next };
}

/** Whether a name goes on in a reference. */
const isDynamic = (text: string, { start, end }: NamePart): boolean =>
  text[start - 1] === '}' || text.startsWith('${', end);
