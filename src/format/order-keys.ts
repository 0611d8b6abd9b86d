import { replaceSpans, type SpanEdit } from '../diagnostics/index.js';
import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import { anchorsAndAliases, childrenOf, contentsOf, hasProperties, keyOf, type Step } from './compose.js';
import { GRAPH_ORDER, orderBelow, orderedIndices, type KeyOrder } from './key-order.js';

/** A key that was moved before another one. */
export interface MovedKey {
  /** The path of the map. */
  path: readonly Step[];
  key: string;
  before: string;
}

interface Entry {
  pair: Pair<Node, Node | null>;
  key: string;
}

/**
 * Puts the keys of a laid out text into their order. Entries are moved as slices of text, with the comments above them
 * and those inside.
 */
export function orderKeys(text: string): { text: string; moved: MovedKey[] } {
  const moved: MovedKey[] = [];
  // Maps in maps: a pass orders the innermost ones.
  for (;;) {
    const edits: SpanEdit[] = [];
    const visit = (node: unknown, order: KeyOrder | undefined, path: readonly Step[]): boolean => {
      if (!order) return false;
      let edited = false;
      for (const { step, value } of childrenOf(node)) {
        const below = typeof step === 'string' ? orderBelow(order, step) : order;
        edited = visit(value, below, [...path, step]) || edited;
      }
      if (edited || !isMap(node)) return edited;
      const entries = (node as YAMLMap<Node, Node | null>).items.map((pair) => ({ pair, key: keyOf(pair) }));
      const indices = orderedIndices(
        entries.map(({ key }) => key),
        order,
      );
      if (!indices || indices.every((index, at) => index === at) || !canReorder(entries, indices))
        return false;
      const edit = node.flow ? flowEdit(text, node, entries, indices) : blockEdit(text, entries, indices);
      if (!edit) return false;
      edits.push(edit);
      moved.push(...movedKeys(entries, indices, path));
      return true;
    };
    visit(contentsOf(text), GRAPH_ORDER, []);
    if (edits.length === 0) return { text, moved };
    text = replaceSpans(text, edits);
  }
}

/** Each key that stands after one that belongs behind it. */
function movedKeys(entries: readonly Entry[], indices: readonly number[], path: readonly Step[]): MovedKey[] {
  return indices.flatMap((index, at) => {
    const next = indices.slice(at + 1).find((other) => other < index);
    return next === undefined ? [] : [{ path, key: entries[index]!.key, before: entries[next]!.key }];
  });
}

/** Whether every alias still refers to the same anchor, and nothing stands there that depends on what follows. */
function canReorder(entries: readonly Entry[], indices: readonly number[]): boolean {
  if (entries.some(({ pair }) => !isScalar(pair.key) || hasProperties(pair.key))) return false;
  // How many line breaks `|+` keeps follows from what stands below it.
  const endsOpen = (node: unknown): boolean => {
    if (isScalar(node))
      return node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED'
        ? /\n\n$/.test(String(node.value))
        : false;
    return childrenOf(node).some(({ value }) => endsOpen(value));
  };
  if (entries.some(({ pair }) => endsOpen(pair.value))) return false;
  const names = entries.map(({ pair }) => anchorsAndAliases(pair.value));
  const place = new Map(indices.map((index, at) => [index, at]));
  return names.every(({ anchors }, i) =>
    names.every(({ aliases, anchors: others }, j) => {
      if (i === j) return true;
      const related = [...anchors].some((anchor) => aliases.has(anchor) || others.has(anchor));
      return !related || i < j === place.get(i)! < place.get(j)!;
    }),
  );
}

/** The end of a pair's own text, without what follows it on the line or below. */
const endOf = ({ pair: { key, value } }: Pick<Entry, 'pair'>): number =>
  Math.max(key.range![1], contentEnd(value));

function contentEnd(node: unknown): number {
  if (!isScalar(node) && !isAlias(node) && !isMap(node) && !isSeq(node)) return 0;
  if (isScalar(node) || isAlias(node) || node.flow) return node.range![1];
  const last: unknown = node.items.at(-1);
  if (isPair(last)) return endOf({ pair: last as Entry['pair'] });
  return Math.max(node.range![0], contentEnd(last));
}

/** Entries of a map on one line. */
function flowEdit(text: string, map: YAMLMap, entries: readonly Entry[], indices: readonly number[]) {
  const [start, end] = map.range!;
  if (text.slice(start, end).includes('\n')) return undefined;
  const slices = entries.map((entry) => text.slice(entry.pair.key.range![0], endOf(entry)));
  const from = entries[0]!.pair.key.range![0];
  return {
    start: from,
    end: endOf(entries.at(-1)!),
    replacement: indices.map((index) => slices[index]!).join(', '),
  };
}

/** Entries that begin on lines of their own; the first may stand behind a dash. */
function blockEdit(text: string, entries: readonly Entry[], indices: readonly number[]) {
  const lineStart = (offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;
  const keyStarts = entries.map(({ pair }) => pair.key.range![0]);
  const last = entries.length - 1;
  const firstLine = lineStart(keyStarts[last]!);
  const column = keyStarts[last]! - firstLine;
  const indent = ' '.repeat(column);
  const isInline = text.slice(lineStart(keyStarts[0]!), keyStarts[0]).trim() !== '';
  if (keyStarts.some((start, i) => (i > 0 || !isInline) && text.slice(lineStart(start), start) !== indent))
    return undefined;

  const isOwn = (line: string): boolean =>
    line.trim() === '' || (line.startsWith(`${indent}#`) && column === line.search(/\S/));
  /** The start of the blank lines and comments above a key that belong to it. */
  const leadStart = (index: number): number => {
    const least =
      index === 0 ? 0 : Math.min(lineEnd(text, endOf(entries[index - 1]!)), lineStart(keyStarts[index]!));
    let start = lineStart(keyStarts[index]!);
    while (start > least) {
      const above = lineStart(start - 1);
      if (!isOwn(text.slice(above, start - 1))) break;
      start = above;
    }
    return index === 0 && column === 0 && start === 0 ? headerEnd(text) : start;
  };
  const starts = entries.map((_, i) => (i === 0 && isInline ? keyStarts[0]! : leadStart(i)));
  // Comments further to the right below the last entry are part of it; those in its column are the map's.
  let end = lineEnd(text, endOf(entries[last]!));
  for (let next = end; next < text.length;) {
    const after = lineEnd(text, next + 1);
    const line = text.slice(next, after);
    if (line.trim() !== '' && line.search(/\S/) <= column) break;
    if (line.trim() !== '') {
      if (!line.trimStart().startsWith('#')) break;
      end = after;
    }
    next = after;
  }
  const slices = starts.map((start, i) => {
    const key = i === 0 && isInline ? start : lineStart(keyStarts[i]!);
    const whole = text.slice(key, starts[i + 1] ?? end);
    return { lead: text.slice(start, key), body: whole.endsWith('\n') ? whole : `${whole}\n` };
  });
  const wereApart = slices.map(({ lead }) => lead.startsWith('\n'));
  // What was the first has no blank line above it, and needs one where others have.
  const isApart = (index: number): boolean =>
    wereApart[index]! || (wereApart.includes(true) && /\n./.test(slices[index]!.body.trimEnd()));
  const replacement = indices
    .map((index, at) => {
      const { lead, body } = slices[index]!;
      const apart = at > 0 && isApart(index);
      const above = `${apart ? '\n' : ''}${lead.replace(/^\n+/, '')}`;
      const own = index === 0 && isInline ? indent + body : body;
      return at === 0 && isInline ? (above + own).slice(column) : above + own;
    })
    .join('');
  return { start: starts[0]!, end, replacement };
}

/** The offset behind the line that contains an offset, or behind a text that ends with a line break. */
const lineEnd = (text: string, offset: number): number => {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
};

/** The end of the comment that a file begins with: it speaks of the file, whatever its first key is. */
function headerEnd(text: string): number {
  return /^(?:(?:#[^\n]*\n)+\n*)?/.exec(text)![0].length;
}
