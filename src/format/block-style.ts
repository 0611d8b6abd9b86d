import { replaceSpans, type SpanEdit } from '../diagnostics/index.js';
import { isMap, isSeq, type CST, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { commentTokens } from './comments.js';
import { childrenOf, contentsOf, type Step } from './compose.js';

/** A map or list in braces or brackets that was written as a block. */
export interface Unfolded {
  path: readonly Step[];
  /** Why it can't stand in one line. */
  because: 'comment' | 'length';
}

type Token = CST.SourceToken;

/**
 * Maps and lists in braces and brackets become blocks: those with comments inside (which prettier puts elsewhere), of
 * any text, or those that need several lines, of a laid out text. What they contain stays as it is: whether that fits
 * is seen when the text has been laid out again.
 */
export function unfoldCollections(
  text: string,
  which: Unfolded['because'],
): { text: string; unfolded: Unfolded[] } {
  const comments = which === 'comment' ? commentTokens(text).map(({ offset }) => offset) : [];
  const isUnfolded = (start: number, end: number): boolean =>
    which === 'comment'
      ? comments.some((offset) => start < offset && offset < end)
      : text.slice(start, end).includes('\n');
  const edits: SpanEdit[] = [];
  const unfolded: Unfolded[] = [];

  const visit = (node: unknown, place: Place | undefined, path: readonly Step[]): void => {
    if (!isMap(node) && !isSeq(node)) return;
    if (!node.flow) {
      const tokens = (node.srcToken as CST.BlockMap | CST.BlockSequence | undefined)?.items ?? [];
      childrenOf(node).forEach(({ step, value, pair }, i) =>
        visit(value, placeOf(text, tokens[i], pair), [...path, step]),
      );
      return;
    }
    const [start, end] = node.range!;
    const token = node.srcToken as CST.FlowCollection | undefined;
    if (!place || !token || !isUnfolded(start, end) || (which === 'length' && node.items.length === 0))
      return;
    const block = blockOf(text, node, token, place);
    if (!block) return;
    edits.push(block);
    unfolded.push({ path, because: which });
  };
  const contents = contentsOf(text);
  const isBare = text
    .slice(0, contents?.range?.[0] ?? 0)
    .split('\n')
    .every((line) => /^\s*(#.*)?$/.test(line));
  visit(
    contents,
    isBare && (isMap(contents) || isSeq(contents)) ? { kind: 'root', start: contents.range![0] } : undefined,
    [],
  );

  text = replaceSpans(text, edits);
  return { text, unfolded };
}

/** Where a value of a block stands. */
type Place =
  | { kind: 'root'; start: number }
  /** `start`: behind the colon or the dash; `column`: of the key or dash; `properties`: anchor and tag. */
  | { kind: 'key' | 'dash'; start: number; column: number; properties: string[]; comments: string[] };

const sourceOf = (token: Token): string => token.source;
const isProperty = ({ type }: Token): boolean => type === 'anchor' || type === 'tag';
const isComment = ({ type }: Token): boolean => type === 'comment';
const isClosing = ({ source }: Token): boolean => source === '}' || source === ']';

function placeOf(
  text: string,
  item: CST.BlockMap['items'][number] | CST.BlockSequence['items'][number] | undefined,
  pair: Pair | undefined,
): Place | undefined {
  const tokens = pair ? item?.sep : item?.start;
  const indicator = tokens?.find(({ type }) => type === (pair ? 'map-value-ind' : 'seq-item-ind'));
  // A key with a question mark is left alone.
  if (!tokens || !indicator || item?.start.some(({ type }) => type === 'explicit-key-ind')) return undefined;
  const behind = tokens.slice(tokens.indexOf(indicator) + 1);
  const at = pair ? (item!.key as CST.FlowScalar | undefined)?.offset : indicator.offset;
  if (at === undefined) return undefined;
  return {
    kind: pair ? 'key' : 'dash',
    start: indicator.offset + 1,
    column: at - (text.lastIndexOf('\n', at - 1) + 1),
    properties: behind.filter(isProperty).map(sourceOf),
    comments: behind.filter(isComment).map(sourceOf),
  };
}

/** An entry of a collection in braces or brackets. */
interface FlowItem {
  /** Comments above it. */
  above: string[];
  /** The key with its colon, anchors and tags. */
  head: string;
  inside: string[];
  value: string;
  /** A comment behind it. */
  behind: string | undefined;
}

function blockOf(text: string, node: YAMLMap | YAMLSeq, token: CST.FlowCollection, place: Place) {
  const column = place.kind === 'root' ? 0 : place.column + 2;
  const items: FlowItem[] = [];
  /** Comments behind the opening bracket, and those that no item follows. */
  const opening: string[] = [];
  let pending: string[] = [];
  /** A comment on the line of what stands before it is behind that; others are above what follows. */
  const takeComments = (tokens: readonly Token[]): void => {
    for (const { offset, source } of tokens.filter(isComment)) {
      const last = items.at(-1);
      const isBehind = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim() !== '';
      if (!isBehind || (last && last.behind !== undefined)) pending.push(source);
      else if (last) last.behind = source;
      else opening.push(source);
    }
  };
  for (const item of token.items) {
    takeComments(item.start);
    if (item.start.some(({ type }) => type === 'explicit-key-ind')) return undefined;
    if (!item.key && !item.value && !item.sep?.length) continue;
    const own = itemText(text, item, isMap(node));
    if (!own) return undefined;
    items.push({ ...own, above: pending, behind: undefined });
    pending = [];
    takeComments(own.behind);
  }
  const close = token.end.findIndex(isClosing);
  if (close < 0) return undefined;
  takeComments(token.end.slice(0, close));
  const closing = token.end[close]!;
  const behindClosing = token.end.slice(close + 1);
  const newline = behindClosing.findIndex(({ type }) => type === 'newline');
  const after = behindClosing.slice(0, newline < 0 ? undefined : newline).filter(isComment);
  const end = after[0] ? after[0].offset + after[0].source.length : closing.offset + 1;
  if (text.slice(end, (text + '\n').indexOf('\n', end)).trim() !== '') return undefined;

  // That behind the closing bracket stays with the whole; the others may move with the first entry.
  const head = [...after.map(sourceOf), ...(place.kind === 'root' ? [] : place.comments), ...opening];
  const properties = place.kind === 'root' ? [] : place.properties;
  const indent = ' '.repeat(column);
  const dash = isSeq(node) ? '- ' : '';
  const lines: string[] = [];
  for (const item of items) {
    const {
      above,
      lines: [first, ...rest],
    } = linesOf(item);
    lines.push(...[...item.above, ...above].map((comment) => indent + comment));
    lines.push(`${indent}${dash}${first}`);
    lines.push(
      ...rest.map((line) => (line.trim() === '' ? '' : `${indent}${' '.repeat(dash.length)}${line}`)),
    );
  }
  lines.push(...pending.map((comment) => indent + comment));
  if (items.length === 0) lines.push(`${indent}${isMap(node) ? '{}' : '[]'}`);
  return { ...joined(place, head, properties, lines, column), end };
}

/** The lines of a block, put where the collection stood. */
function joined(
  place: Place,
  head: readonly string[],
  properties: readonly string[],
  lines: readonly string[],
  column: number,
) {
  const [comment, ...more] = head;
  const above = more.map((each) => ' '.repeat(column) + each);
  if (place.kind === 'root') return { start: place.start, replacement: [...head, ...lines].join('\n') };
  const behind = [...properties, ...(comment === undefined ? [] : [comment])];
  if (behind.length > 0)
    return { start: place.start, replacement: ` ${behind.join(' ')}\n${[...above, ...lines].join('\n')}` };
  const body = lines.join('\n');
  return { start: place.start, replacement: place.kind === 'dash' ? ` ${body.slice(column)}` : `\n${body}` };
}

/** The tokens behind a value that its own token contains. */
function tokensBehind(value: CST.Token | null | undefined): readonly Token[] {
  if (!value || !('end' in value) || !Array.isArray(value.end)) return [];
  const end = value.end as Token[];
  return value.type === 'flow-collection' ? end.slice(end.findIndex(isClosing) + 1) : end;
}

/** The text of an item without its comma; undefined for what a block can't hold. */
function itemText(text: string, item: CST.FlowCollection['items'][number], inMap: boolean) {
  const valueText = (token: CST.Token | null | undefined): string | undefined => {
    if (!token) return '';
    if (token.type === 'flow-collection') {
      const close = token.end.find(isClosing);
      return close && text.slice(token.offset, close.offset + 1);
    }
    return 'source' in token && typeof token.source === 'string' ? token.source : undefined;
  };
  const sep = item.sep ?? [];
  const isPair = inMap || sep.some(({ type }) => type === 'map-value-ind');
  const before = item.start.filter(isProperty).map(sourceOf);
  const keyToken = item.key ?? (isPair ? item.value : undefined);
  const valueToken = item.key || !isPair ? item.value : undefined;
  const [key, value] = [valueText(keyToken), valueText(valueToken)];
  if (key === undefined || value === undefined || key.includes('\n')) return undefined;
  const head = isPair ? [`${[...before, key].join(' ')}:`, ...sep.filter(isProperty).map(sourceOf)] : before;
  return {
    head: head.join(' '),
    /** Comments between the key and its value. */
    inside: sep.filter(isComment).map(sourceOf),
    value,
    behind: [...(isPair ? tokensBehind(keyToken) : []), ...tokensBehind(valueToken)],
  };
}

/** An item in lines; those after the first are further to the right, as braces in a block must be. */
function linesOf({ head, inside, value, behind }: FlowItem): { above: string[]; lines: string[] } {
  const deeper = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
  const [first = '', ...rest] = value.split('\n');
  if (rest.length === 0 && inside.length === 0) {
    return { above: [], lines: [[head, value, behind ?? ''].filter((part) => part !== '').join(' ')] };
  }
  if (/^[{[]/.test(first) && inside.length === 0) {
    // A comment behind the closing bracket belongs to the whole value: it goes behind the opening one.
    if (behind === undefined) return { above: [], lines: [`${head} ${first}`.trimStart(), ...deeper(rest)] };
    return {
      above: [],
      lines: [`${head} ${first[0]} ${behind}`.trimStart(), ...deeper([first.slice(1), ...rest])],
    };
  }
  if (inside.length === 0) {
    return {
      above: behind === undefined ? [] : [behind],
      lines: [`${head} ${first}`.trimStart(), ...deeper(rest)],
    };
  }
  const [comment, ...comments] = inside;
  const last = behind === undefined ? [] : [behind];
  return {
    above: [],
    lines: [`${head} ${comment}`, ...deeper([...comments, ...last]), `  ${first}`, ...deeper(deeper(rest))],
  };
}
