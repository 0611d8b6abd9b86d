import { Lexer } from 'yaml';

/** A bracket or quoted scalar, as YAML's lexer finds it; offsets count in the text. */
export interface Lexeme {
  text: string;
  start: number;
}

/** The innermost bracket, or the quote, that is open at an offset. */
export interface OpenDelimiters {
  bracket?: Lexeme;
  quote?: Lexeme;
}

/** Lexer tokens without text: a document, a scalar, the end of what could be read. */
const LEXER_MARKS: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f']);

export function openDelimitersAt(text: string, offset: number): OpenDelimiters {
  const brackets: Lexeme[] = [];
  let start = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (LEXER_MARKS.has(lexeme)) continue;
    const end = start + lexeme.length;
    const isQuoted = lexeme[0] === '"' || lexeme[0] === "'";
    if (isQuoted && start < offset && end >= offset && !isClosed(lexeme)) {
      return { ...innermostBracket(brackets), quote: { text: lexeme, start } };
    }
    if (end > offset) break;
    if (lexeme === '{' || lexeme === '[') brackets.push({ text: lexeme, start });
    if (lexeme === '}' || lexeme === ']') brackets.pop();
    start = end;
  }
  return innermostBracket(brackets);
}

const innermostBracket = (brackets: readonly Lexeme[]): OpenDelimiters => {
  const bracket = brackets.at(-1);
  return bracket ? { bracket } : {};
};

function isClosed(quoted: string): boolean {
  const quote = quoted[0]!;
  if (quoted.length < 2 || !quoted.endsWith(quote)) return false;
  // An escaped quote does not close the scalar.
  const escapes = quote === '"' ? /\\*(?="$)/.exec(quoted)![0].length : 0;
  return escapes % 2 === 0;
}

/** The line of an offset: its start, its end without the line break, and the start of the next line. */
export function lineContaining(
  text: string,
  offset: number,
): { start: number; end: number; text: string; next: number } {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const found = text.indexOf('\n', offset);
  const next = found < 0 ? text.length : found + 1;
  const whole = text.slice(start, found < 0 ? text.length : found).replace(/\r$/, '');
  return { start, end: start + whole.length, text: whole, next };
}

/** Index of the comment in a line, or the end of the line. */
export function commentStart(line: string): number {
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]!;
    if (quote) {
      if (character === '\\' && quote === '"') at += 1;
      else if (character === quote) quote = '';
    } else if ((character === '"' || character === "'") && /^$|[\s,[{:(=]/.test(line[at - 1] ?? '')) {
      quote = character;
    } else if (character === '#' && /^$|\s/.test(line[at - 1] ?? '')) return at;
  }
  return line.length;
}
