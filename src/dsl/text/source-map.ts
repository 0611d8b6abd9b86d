import type { SourceRange } from '../../diagnostics/index.js';

/**
 * Maps the characters of a string to the source: quotes, escapes, folded lines and substituted parameters make a
 * value differ from its source, but an error must point at the source.
 */
export interface SourceMap {
  /** Source range of the characters [start, end) of the value. An empty range stays empty. */
  range(start: number, end: number): SourceRange;
  /** Ranges that were substituted for `${...}`, in order. */
  substitutions: readonly Substitution[];
}

/** A substituted piece of a text, and where its value is written. */
interface Substitution {
  start: number;
  end: number;
  via?: SourceRange;
}

/** The text that a range is in: a file, or a template as it is used at a place. */
type TextOfRange = Pick<SourceRange, 'file' | 'use'>;

export const textOfRange = ({ file, use }: TextOfRange): TextOfRange => (use ? { file, use } : { file });

/** The value equals its source, which begins where the range does. */
export function verbatimSourceMap(source: Omit<SourceRange, 'end'>): SourceMap {
  const text = textOfRange(source);
  const offset = source.start;
  return {
    range: (start, end) => ({ ...text, start: offset + start, end: offset + end }),
    substitutions: [],
  };
}

/** Each code unit of the value has its own source range. */
export function sourceMapFromOffsets(
  source: TextOfRange,
  starts: readonly number[],
  ends: readonly number[],
  substitutions: readonly Substitution[] = [],
): SourceMap {
  const text = textOfRange(source);
  const length = starts.length;
  const point = (at: number) => (at < length ? starts[at]! : length > 0 ? ends[length - 1]! : 0);
  return {
    range: (start, end) => {
      const from = point(start);
      return {
        ...text,
        start: from,
        end: end > start ? Math.max(from, ends[Math.min(end, length) - 1]!) : from,
      };
    },
    substitutions,
  };
}

/**
 * A text with others put in place of its pieces [start, end), in order; an empty piece is a place between characters.
 * Every character keeps its place in the source, and what is put in has that of its piece.
 *
 * @returns places [start, end) of what was put in
 */
export function spliceText(
  value: string,
  text: SourceMap,
  pieces: readonly { start: number; end: number; replacement: string }[],
): { value: string; starts: number[]; ends: number[]; places: { start: number; end: number }[] } {
  const starts: number[] = [];
  const ends: number[] = [];
  const places: { start: number; end: number }[] = [];
  let result = '';
  let at = 0;
  const put = (added: string, { start, end }: SourceRange) => {
    result += added;
    for (let unit = 0; unit < added.length; unit += 1) {
      starts.push(start);
      ends.push(end);
    }
  };
  const copy = (to: number) => {
    for (; at < to; at += 1) put(value[at]!, text.range(at, at + 1));
  };
  for (const { start, end, replacement } of pieces) {
    copy(start);
    places.push({ start: result.length, end: result.length + replacement.length });
    put(replacement, text.range(start, end));
    at = end;
  }
  copy(value.length);
  return { value: result, starts, ends, places };
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'block';

/**
 * The source map of a scalar whose value was parsed from `source` (its text with quotes, or with a block's header),
 * which begins at `offset` in the file. Except for escapes, characters other than white space have the same order in
 * value and source, one for one; white space may have been folded and is mapped to the character before it. So YAML's
 * folding rules are not needed here.
 */
export function scalarSourceMap(
  file: string,
  source: string,
  offset: number,
  value: string,
  style: ScalarStyle,
): SourceMap {
  if (style === 'plain' && source === value) return verbatimSourceMap({ file, start: offset });
  if (style !== 'plain' && style !== 'block' && source.slice(1, -1) === value)
    return verbatimSourceMap({ file, start: offset + 1 });
  const units = mappedCharacters(source, style);
  const starts: number[] = [];
  const ends: number[] = [];
  let next = 0;
  let before = offset + (style === 'plain' ? 0 : 1);
  for (let at = 0; at < value.length; at += 1) {
    const unit = units[next];
    const character = value[at]!;
    if (unit && unit.text[unit.used] === character) {
      // An escape may stand for two code units (\U0001F600).
      starts.push(offset + unit.start);
      ends.push(offset + unit.end);
      unit.used += 1;
      if (unit.used === unit.text.length) next += 1;
      before = offset + unit.end;
    } else {
      starts.push(before);
      ends.push(before + (/\s/.test(source[before - offset] ?? '') ? 1 : 0));
      before = ends.at(-1)!;
    }
  }
  return sourceMapFromOffsets({ file }, starts, ends);
}

interface MappedCharacter {
  text: string;
  start: number;
  end: number;
  used: number;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

/** The characters of a scalar's source that end up in its value, without white space that is not escaped. */
function mappedCharacters(source: string, style: ScalarStyle): MappedCharacter[] {
  const units: MappedCharacter[] = [];
  const push = (text: string, start: number, end: number) => units.push({ text, start, end, used: 0 });
  let at = 0;
  let end = source.length;
  if (style === 'single' || style === 'double') {
    at = 1;
    end -= 1;
  } else if (style === 'block') {
    // The header (`|`, `>-`, a comment) is not part of the value.
    const line = source.search(/\n|\r/);
    at = line < 0 ? end : line;
  }
  while (at < end) {
    const character = source[at]!;
    if (style === 'single' && character === "'") {
      push("'", at, at + 2);
      at += 2;
    } else if (style === 'double' && character === '\\') {
      const kind = source[at + 1] ?? '';
      const digits = { x: 2, u: 4, U: 8 }[kind];
      if (digits !== undefined) {
        const code = parseInt(source.slice(at + 2, at + 2 + digits), 16);
        push(Number.isNaN(code) || code > 0x10ffff ? '' : String.fromCodePoint(code), at, at + 2 + digits);
        at += 2 + digits;
      } else {
        if (kind !== '\n' && kind !== '\r') push(ESCAPES[kind] ?? kind, at, at + 2);
        at += 2;
      }
    } else {
      if (!/\s/.test(character)) push(character, at, at + 1);
      at += 1;
    }
  }
  return units.filter(({ text }) => text !== '');
}
