/** Conditions over columns as text: what joins and compares stands here, what is compared is an expression of graphs. */
import { EXIT_CODES, UserError } from '../user-error.js';

export interface ConditionToken {
  kind: 'word' | 'text' | 'compare' | 'open' | 'close' | 'other';
  text: string;
  start: number;
  end: number;
}

/** A part of the tokens of a condition. */
export interface ConditionPart {
  tokens: readonly ConditionToken[];
  /** Offset of its end in the text, for what is missing there. */
  end: number;
}

const TOKEN =
  /\s+|(?<text>"[^"]*"|'[^']*')|(?<word>[A-Za-z_]\w*(?:\.\w+)*)|(?<compare><=|>=|==|!=|(?<!-)>|<|=)|(?<open>[([])|(?<close>[)\]])|(?<other>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|->|\*\*|[^])/uy;

export function conditionTokens(text: string): ConditionToken[] {
  const tokens: ConditionToken[] = [];
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(text)!.groups!;
    const kind = (['text', 'word', 'compare', 'open', 'close', 'other'] as const).find(
      (one) => groups[one] !== undefined,
    );
    if (kind) tokens.push({ kind, text: groups[kind]!, start: at, end: TOKEN.lastIndex });
  }
  return tokens;
}

/** An error in a condition, with the place: `--where "a >": a value is missing after > (character 4)`. */
export const conditionError = (message: string, at: number, hint?: string): UserError =>
  new UserError(`--where: ${message} (at character ${at + 1})`, {
    exit: EXIT_CODES.wrongUsage,
    ...(hint === undefined ? {} : { hint }),
  });

/** Splits a part at tokens outside of all parentheses. Returns the tokens that it was split at, too. */
export function splitPart(
  { tokens, end }: ConditionPart,
  separates: (token: ConditionToken) => boolean,
): { parts: ConditionPart[]; separators: ConditionToken[] } {
  const parts: ConditionPart[] = [];
  const separators: ConditionToken[] = [];
  let depth = 0;
  let from = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'open') depth += 1;
    if (token.kind === 'close') depth -= 1;
    if (depth < 0) throw conditionError(`this ${token.text} closes nothing`, token.start);
    if (depth > 0 || !separates(token)) continue;
    parts.push({ tokens: tokens.slice(from, at), end: token.start });
    separators.push(token);
    from = at + 1;
  }
  if (depth > 0) {
    const open = tokens.findLast(({ kind }) => kind === 'open')!;
    throw conditionError(`this ${open.text} is not closed`, open.start);
  }
  parts.push({ tokens: tokens.slice(from), end });
  return { parts, separators };
}

/** What stands between parentheses that hold the whole part; null if there are none. */
export function insideParentheses({ tokens }: ConditionPart): ConditionPart | null {
  if (tokens[0]?.text !== '(' || tokens.at(-1)!.text !== ')') return null;
  let depth = 0;
  for (const [at, { kind }] of tokens.entries()) {
    if (kind === 'open') depth += 1;
    if (kind === 'close') depth -= 1;
    if (depth === 0 && at < tokens.length - 1) return null;
  }
  return { tokens: tokens.slice(1, -1), end: tokens.at(-1)!.start };
}
