import { isScalar, type Node } from 'yaml';
import type { DiagnosticReporter, SourceRange } from '../../diagnostics/index.js';
import type { ValueOrigin } from '../document.js';
import { lineContaining } from './open-delimiters.js';
import { verbatimSourceMap } from './source-map.js';
import { brokenTree, type ScalarTree, type YamlTree, type TreeEntry } from './tree.js';
import { findUnusualSpace } from './unusual-spaces.js';

/** A text that is being parsed, and how to parse a part of it. */
export interface YamlMapContext {
  text: string;
  /** Offset of `text` in the file that ranges refer to. */
  offset: number;
  origin: ValueOrigin;
  report: DiagnosticReporter;
  range(start: number, end: number): SourceRange;
  parse(text: string, offset: number): YamlTree | undefined;
}

export type MapTypoRepairs = ReturnType<typeof mapTypoRepairs>;

/** Typos after which the text is still valid YAML with another meaning: each is reported, and read as it was meant. */
export function mapTypoRepairs({ text, offset, origin, report, range, parse }: YamlMapContext) {
  function reportOverindentedValueKey({ key, keyRange }: TreeEntry): void {
    const line = lineContaining(text, keyRange.start - offset);
    const column = keyRange.start - offset - line.start;
    let outer: number | undefined;
    for (let start = line.start; outer === undefined && start > 0;) {
      const above = lineContaining(text, start - 1);
      const indent = /^ *(?=[^\s#])/.exec(above.text)?.[0].length;
      if (indent !== undefined && indent < column) outer = indent;
      start = above.start;
    }
    outer ??= 0;
    report({
      code: 'bad-indentation',
      message: `\`${key}\` stands in the same column as the keys that belong to it`,
      range: keyRange,
      help: {
        message: `begin its line with ${outer} ${outer === 1 ? 'space' : 'spaces'}`,
        range: range(line.start, line.start + column + 1),
        replacement: ' '.repeat(outer) + key[0]!,
        otherwise: 'what belongs to a key stands further right than the key',
      },
    });
  }

  /** `{Adam: 0,002}`: a decimal comma. */
  function joinDecimals({ value }: TreeEntry, key: string, keyRange: SourceRange): boolean {
    if (value.kind !== 'scalar' || typeof value.value !== 'number' || !/^\d+$/.test(key)) return false;
    const written = text.slice(value.range.start - offset, keyRange.end - offset);
    if (!/^-?\d+,\d+$/.test(written)) return false;
    const whole = { ...value.range, end: keyRange.end };
    const number = written.replace(',', '.');
    report({
      code: 'unquoted-comma',
      message: `a number is written with a point, and a comma ends it: ${written}`,
      range: whole,
      help: { message: `write ${number}`, range: whole, replacement: number },
    });
    value.value = Number(number);
    value.range = whole;
    return true;
  }

  /** `{epochs:3}`: without the space, all of it is the key. */
  function splitKey(key: string, keyRange: SourceRange): TreeEntry | undefined {
    const found = /^([A-Za-z_]\w*):([^\s:/].*)$/.exec(key);
    const start = keyRange.start - offset;
    if (!found || text.slice(start, keyRange.end - offset) !== key) return undefined;
    const [, name, rest] = found as unknown as [string, string, string];
    const colon = start + name.length;
    report({
      code: 'yaml-syntax',
      message: `a space is missing after the colon of \`${name}\``,
      range: range(start, colon + 1),
      help: { message: `write ${name}: ${rest}`, range: range(colon, colon + 1), replacement: ': ' },
    });
    const value = parse(rest, offset + colon + 1);
    return { key: name, keyRange: range(start, colon), value: value ?? brokenTree(keyRange) };
  }

  /** A Unicode space at either end of an unquoted scalar: YAML makes it part of the value, which is never intended. */
  function checkSpaces(node: Node, at: SourceRange): void {
    if (!isScalar(node) || typeof node.value !== 'string' || (node.type ?? 'PLAIN') !== 'PLAIN') return;
    const written = text.slice(at.start - offset, at.end - offset);
    const found = findUnusualSpace(written);
    if (!found || (found.start > 0 && found.end < written.length)) return;
    const place = range(at.start - offset + found.start, at.start - offset + found.end);
    report({
      code: 'yaml-syntax',
      message: found.message,
      range: place,
      help: { message: 'take it out, or write a plain space', range: place, replacement: found.plain },
    });
    const meant = node.value.replace(/^[\s\u200b]+|[\s\u200b]+$/g, '');
    node.value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(meant) ? Number(meant) : meant;
  }

  /**
   * `{value: f(a, b), weight: 1}`: YAML ends the value at the comma. The call is joined again, so that the missing
   * quotes are the only error.
   */
  function joinSplitCall(last: { entry: TreeEntry; open: number }, more: SourceRange): void {
    const { value } = last.entry;
    const whole = joinedScalar(value, more);
    last.open += unclosedParenthesesBetween(value, more);
    if (value.kind !== 'broken' && last.open === 0) reportUnquotedComma(whole);
    last.entry.value = whole;
  }

  function joinSplitCalls(items: readonly YamlTree[]): YamlTree[] {
    const result: YamlTree[] = [];
    let open = 0;
    for (const item of items) {
      const last = result.at(-1);
      if (last && open > 0 && item.kind === 'scalar') {
        const whole = joinedScalar(last, item.range);
        result[result.length - 1] = whole;
        open += unclosedParenthesesBetween(last, item.range);
        if (open === 0) reportUnquotedComma(whole);
      } else {
        result.push(item);
        open = unclosedParentheses(unquotedText(item));
      }
    }
    return result;
  }

  /** Number of parentheses opened after a value, up to the end of what is joined to it. */
  function unclosedParenthesesBetween(first: YamlTree, more: SourceRange): number {
    return unclosedParentheses(text.slice(first.range.end - offset, more.end - offset));
  }

  function joinedScalar(first: YamlTree, more: SourceRange): ScalarTree & { value: string } {
    const start = first.range.start - offset;
    const end = more.end - offset;
    const value = text.slice(start, end);
    return {
      kind: 'scalar',
      value,
      text: verbatimSourceMap(first.range),
      range: range(start, end),
      origin,
    };
  }

  function reportUnquotedComma(whole: ScalarTree & { value: string }): void {
    report({
      code: 'unquoted-comma',
      message: 'a comma between braces or brackets ends the value, so this expression needs quotes',
      range: whole.range,
      help: {
        message: `write "${whole.value}"`,
        range: whole.range,
        replacement: JSON.stringify(whole.value),
      },
    });
  }

  return { reportOverindentedValueKey, joinDecimals, splitKey, checkSpaces, joinSplitCall, joinSplitCalls };
}

/** The text of an unquoted scalar. */
export function unquotedText(tree: YamlTree): string {
  return tree.kind === 'scalar' && typeof tree.value === 'string' && !tree.quoted ? tree.value : '';
}

/** Number of unclosed parentheses: above 0, a call continues after a comma. */
export function unclosedParentheses(text: string): number {
  let level = 0;
  for (const character of text) {
    if (character === '(') level += 1;
    else if (character === ')') level -= 1;
  }
  return level;
}
