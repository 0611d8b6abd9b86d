import type { YAMLParseError } from 'yaml';
import type { DiagnosticInit } from '../../diagnostics/index.js';
import { commentStart, lineContaining } from './open-delimiters.js';
import type { RangeOf } from './range-of.js';
import { findUnusualSpace } from './unusual-spaces.js';

/** An unquoted key at the beginning of a line, possibly after the dash of a list item. */
const KEY = /^(\s*(?:- +)*)([A-Za-z_][\w.-]*)/;

/** Typos whose YAML error appears later: the cause is searched for in the lines the error spans. */
export function syntaxTypoNear(
  error: YAMLParseError,
  text: string,
  rangeOf: RangeOf,
): DiagnosticInit | undefined {
  const [from, to] = error.pos;
  for (let at = lineContaining(text, from); ; at = lineContaining(text, at.next)) {
    const found =
      unusualSpaceTypo(at, rangeOf) ??
      missingSpaceTypo(at, rangeOf) ??
      (isKeyError(error) ? equalsInsteadOfColon(at, rangeOf) : undefined);
    if (found) return found;
    if (at.next >= Math.min(to, text.length) || at.text.length === 0) break;
  }
  return isKeyError(error) ? overindentedKey(text, from, rangeOf) : undefined;
}

const isKeyError = ({ code }: YAMLParseError): boolean =>
  code === 'MULTILINE_IMPLICIT_KEY' || code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'MISSING_CHAR';

type Line = ReturnType<typeof lineContaining>;

function unusualSpaceTypo({ start, text }: Line, rangeOf: RangeOf): DiagnosticInit | undefined {
  const found = findUnusualSpace(text.slice(0, commentStart(text)));
  // A byte order mark is allowed at the beginning of a file.
  if (!found || (start === 0 && found.start === 0 && text.startsWith('\ufeff'))) return undefined;
  if (/["'][^"']*$/.test(text.slice(0, found.start)) && /["']/.test(text.slice(found.end))) return undefined;
  const range = rangeOf(start + found.start, start + found.end);
  return {
    code: 'yaml-syntax',
    message: found.message,
    range,
    help: {
      message: found.plain === '' ? 'take it out' : 'write a plain space in its place',
      range,
      replacement: found.plain,
      otherwise: 'write plain spaces throughout',
    },
  };
}

/** `train:reader`, `-Dense` */
function missingSpaceTypo({ start, text }: Line, rangeOf: RangeOf): DiagnosticInit | undefined {
  const dash = /^\s*(-)[A-Za-z{["']/.exec(text);
  const key = KEY.exec(text);
  const after = key ? text.slice(key[0].length) : '';
  const behind = dash ? text.indexOf('-') : key && /^:[^\s:/]/.test(after) ? key[0].length : -1;
  if (behind < 0) return undefined;
  const sign = text[behind]!;
  const range = rangeOf(start + behind, start + behind + 1);
  return {
    code: 'yaml-syntax',
    message: `a space is missing after the ${sign === '-' ? 'dash' : `colon of \`${key![2]}\``}`,
    range: key && sign === ':' ? rangeOf(start + key[1]!.length, start + behind + 1) : range,
    help: {
      message: `write ${text.slice(key && sign === ':' ? key[1]!.length : behind, behind + 1)} ${text.slice(behind + 1).trimEnd()}`,
      range,
      replacement: `${sign} `,
      otherwise: `write a space after each ${sign === '-' ? 'dash of a list' : 'colon of a key'}`,
    },
  };
}

/** `epochs = 3` */
function equalsInsteadOfColon({ start, text }: Line, rangeOf: RangeOf): DiagnosticInit | undefined {
  const found = /^(\s*)([A-Za-z_]\w*)(\s*=\s*)[^=\s]/.exec(text);
  if (!found) return undefined;
  const [, indent, key, sign] = found as unknown as [string, string, string, string];
  const at = start + indent.length + key.length;
  return {
    code: 'yaml-syntax',
    message: `between \`${key}\` and its value stands a colon, not =`,
    range: rangeOf(start + indent.length, at + sign.trimEnd().length),
    help: { message: `write ${key}: ...`, range: rangeOf(at, at + sign.length), replacement: ': ' },
  };
}

/** A key that is indented further than the key of the value above it: YAML reads it as a continuation of the value. */
function overindentedKey(text: string, offset: number, rangeOf: RangeOf): DiagnosticInit | undefined {
  const above = lineContaining(text, offset);
  const below = lineContaining(text, above.next);
  const [own, next] = [KEY.exec(above.text), KEY.exec(below.text)];
  if (above.next >= text.length || !own || !next || !/^\s*:(\s|$)/.test(below.text.slice(next[0].length)))
    return undefined;
  const [column, further] = [own[1]!.length, next[1]!.length];
  if (further <= column || !/^ *$/.test(next[1]!)) return undefined;
  const after = KEY.exec(lineContaining(text, below.next).text);
  if (after?.[1]!.length === further) {
    return {
      code: 'bad-indentation',
      message: `\`${own[2]}\` stands further left than the keys below it`,
      range: rangeOf(above.start + column, above.start + own[0].length),
      help: {
        message: `keys of one map stand in the same column: begin this line with ${further} spaces`,
        range: rangeOf(above.start, above.start + column + 1),
        replacement: ' '.repeat(further) + above.text.slice(column, column + 1),
        otherwise: 'keys of one map stand in the same column',
      },
    };
  }
  return {
    code: 'bad-indentation',
    message: `\`${next[2]}\` stands further right than the key above it, which has a value already`,
    range: rangeOf(below.start + further, below.start + next[0].length),
    help: {
      message: `keys of one map stand in the same column: begin this line with ${column} ${column === 1 ? 'space' : 'spaces'}`,
      range: rangeOf(below.start, below.start + further + 1),
      replacement: ' '.repeat(column) + below.text.slice(further, further + 1),
      otherwise: 'keys of one map stand in the same column',
    },
  };
}
