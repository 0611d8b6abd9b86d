import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  type CST,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { composeYaml } from './compose-yaml.js';
import { scalarSourceMap, type ScalarStyle } from './source-map.js';

/** Offsets in the text; `end` is exclusive. */
export interface Span {
  start: number;
  end: number;
}

interface SourceNodeBase extends Span {
  /** The whole text that offsets count in. */
  source: string;
  /** Column of the entry or list item on whose lines it stands. */
  ownerColumn: number;
  /** Anchor and tag, as written. */
  props: string;
}

export interface SourceScalar extends SourceNodeBase {
  kind: 'scalar';
  value: unknown;
  /** The name, if it is an alias. */
  alias?: string;
}

export interface SourceCollection extends SourceNodeBase {
  kind: 'map' | 'list';
  flow: boolean;
  items: SourceItem[];
  /** Column of the items, in block style. */
  column: number;
  /** Whether the first item stands behind the dash of a list item, on its line. */
  midLine: boolean;
  /** In block style: lines of comments behind the last item. */
  tail: Span;
  /** In flow style: whether there are comments between the brackets. */
  hasInnerComments: boolean;
}

export type SourceNode = SourceScalar | SourceCollection;

/** An entry of a map, or an item of a list, with its comments. In block style it consists of whole lines. */
export interface SourceItem {
  source: string;
  /** Undefined in lists. */
  key: string | undefined;
  keySpan: Span;
  /** Lines of comments, and empty ones, above it. */
  lead: Span;
  /** The key, or the dash. */
  start: number;
  /** Behind the colon or the dash; behind the anchor too, if a block collection follows. */
  headEnd: number;
  value: SourceNode;
  /** The comment behind it on its line; behind the head, if a block collection follows. */
  comment: Span | null;
  /** In block style the beginning of the line behind it, or behind the comments that belong to it. */
  end: number;
  column: number;
  /** In flow style: whether it stands in brackets. */
  flow: boolean;
  /** Its parts can't be told apart (a comment between key and value). */
  opaque: boolean;
}

/** Why a text has no source tree. */
export class UnreadableSourceError extends Error {}

/**
 * The text as maps and lists whose entries know the lines and comments that are theirs: for whoever edits a text and must
 * leave everything else as it is. Parameters, loops and aliases stay as written.
 *
 * @param source with `\n` as line breaks, and one at the end
 * @returns undefined for a text without a value
 * @throws UnreadableSourceError for what is no YAML, or uses of it what graphs don't
 */
export function readSourceTree(source: string): SourceNode | undefined {
  const composed = composeYaml(source, { keepSourceTokens: true });
  if ('tooDeep' in composed) throw new UnreadableSourceError('it is nested too deeply');
  const { document } = composed;
  if (!document) return undefined;
  const [error] = document.errors;
  if (error) throw new UnreadableSourceError(error.message);
  const { contents } = document;
  if (!contents || (isScalar(contents) && contents.value === null)) return undefined;
  const root = buildNode(contents as Node, { source, ownerColumn: 0, props: '', start: undefined });
  placeComments(root, source);
  return root;
}

interface NodeContext {
  source: string;
  ownerColumn: number;
  props: string;
  /** Where it begins, if anchor or tag stand before it. */
  start: number | undefined;
}

type Tokens = readonly CST.SourceToken[];

function buildNode(node: Node, { source, ownerColumn, props, start }: NodeContext): SourceNode {
  const [from, to] = [node.range![0], node.range![1]];
  if (isCollection(node)) {
    const flow = node.flow === true;
    const column = flow ? 0 : columnOf(source, from);
    const base = { source, ownerColumn, props, start: flow ? (start ?? from) : from, column, flow };
    const items = isMap(node)
      ? mapItems(node, flow, { source, ownerColumn: flow ? ownerColumn : column })
      : (node.items as Node[]).map((item, at) => {
          const { items: tokens } = node.srcToken as CST.BlockSequence | CST.FlowCollection;
          return listItem(item, (tokens[at]?.start ?? []) as Tokens, flow, {
            source,
            ownerColumn: flow ? ownerColumn : column,
          });
        });
    const end = flow ? to : contentEnd(items.at(-1)!);
    return {
      ...base,
      kind: isMap(node) ? 'map' : 'list',
      items,
      end,
      midLine: !flow && source.slice(lineStart(source, from), from).trim() !== '',
      tail: { start: end, end },
      hasInnerComments: flow && hasCommentToken(node.srcToken as CST.FlowCollection),
    };
  }
  const end = trimmedEnd(source, from, to);
  const base = {
    source,
    ownerColumn,
    props,
    start: start ?? from,
    end: Math.max(end, start ?? from),
    kind: 'scalar' as const,
  };
  if (isAlias(node)) return { ...base, value: null, alias: node.source };
  return { ...base, value: isScalar(node) ? node.value : null };
}

interface ItemContext {
  source: string;
  ownerColumn: number;
}

function mapItems(map: YAMLMap, flow: boolean, { source, ownerColumn }: ItemContext): SourceItem[] {
  const names = new Set<string>();
  return (map.items as Pair<Node, Node | null>[]).map((pair) => {
    const { start = [], sep = [] } = (pair.srcToken ?? {}) as { start?: Tokens; sep?: Tokens };
    const key = isScalar(pair.key)
      ? typeof pair.key.value === 'string'
        ? pair.key.value
        : pair.key.source
      : undefined;
    if (
      key === undefined ||
      start.some(({ type }) => type === 'explicit-key-ind' || type === 'anchor' || type === 'tag')
    ) {
      throw new UnreadableSourceError('a key is no plain text');
    }
    if (names.has(key)) throw new UnreadableSourceError(`the key ${key} stands twice`);
    names.add(key);
    const [from, keyEnd] = [pair.key.range![0], pair.key.range![1]];
    const colon = sep.find(({ type }) => type === 'map-value-ind');
    const afterColon = colon ? colon.offset + colon.source.length : keyEnd;
    return buildItem(key, { start: from, end: keyEnd }, afterColon, pair.value, sep, flow, {
      source,
      ownerColumn,
    });
  });
}

function listItem(node: Node, tokens: Tokens, flow: boolean, context: ItemContext): SourceItem {
  const dash = tokens.find(({ type }) => type === 'seq-item-ind');
  // `[a: 1]` is a map of one entry without braces; it is taken as one piece.
  const isPairMap = flow && (isPair(node) || (isMap(node) && context.source[node.range![0]] !== '{'));
  if (isPairMap) throw new UnreadableSourceError('a list holds a key without braces');
  const start = dash ? dash.offset : (propsStart(tokens) ?? node.range![0]);
  const afterDash = dash ? dash.offset + 1 : start;
  return buildItem(undefined, { start, end: start }, afterDash, node, tokens, flow, context);
}

function buildItem(
  key: string | undefined,
  keySpan: Span,
  afterSign: number,
  node: Node | null,
  tokens: Tokens,
  flow: boolean,
  { source, ownerColumn }: ItemContext,
): SourceItem {
  const propTokens = tokens.filter(
    ({ type, offset }) => (type === 'anchor' || type === 'tag') && offset >= afterSign,
  );
  const props = propTokens.map(({ source: text }) => text).join(' ');
  const lastProp = propTokens.at(-1);
  const isBlock = node !== null && isCollection(node) && node.flow !== true;
  const headEnd = isBlock && lastProp ? lastProp.offset + lastProp.source.length : afterSign;
  const isEmpty = node === null || (isScalar(node) && node.range![0] === node.range![1] && props === '');
  const value: SourceNode = isEmpty
    ? { kind: 'scalar', value: null, source, ownerColumn, props: '', start: headEnd, end: headEnd }
    : buildNode(node, { source, ownerColumn, props, start: propTokens[0]?.offset });
  const column = flow ? ownerColumn : columnOf(source, keySpan.start);
  const commentFrom = isBlock ? headEnd : value.end;
  const comment =
    flow || (isBlock && value.kind !== 'scalar' && value.midLine) ? null : commentAt(source, commentFrom);
  const between = source.slice(headEnd, Math.max(headEnd, value.start));
  return {
    source,
    key,
    keySpan,
    lead: { start: keySpan.start, end: keySpan.start },
    start: keySpan.start,
    headEnd,
    value,
    comment,
    end: value.end,
    column,
    flow,
    opaque: !isBlock && between.includes('#'),
  };
}

const propsStart = (tokens: Tokens): number | undefined =>
  tokens.find(({ type }) => type === 'anchor' || type === 'tag')?.offset;

/** Block scalars, and plain ones before a comment, have white space at their end that is no part of them. */
function trimmedEnd(source: string, start: number, end: number): number {
  let at = end;
  while (at > start && /\s/.test(source[at - 1]!)) at -= 1;
  return at;
}

function commentAt(source: string, offset: number): Span | null {
  const found = /[ \t]+(#[^\n]*)/y;
  found.lastIndex = offset;
  const match = found.exec(source);
  if (!match) return null;
  const end = offset + match[0].length;
  return { start: end - match[1]!.length, end: trimmedEnd(source, offset, end) };
}

function hasCommentToken(token: CST.FlowCollection): boolean {
  const any = (tokens: readonly { type: string }[] | undefined): boolean =>
    tokens?.some(({ type }) => type === 'comment') ?? false;
  return (
    any(token.end.slice(0, 1)) ||
    token.items.some(
      ({ start, key, sep, value }) =>
        any(start) ||
        any(sep) ||
        [key, value].some(
          (part) =>
            part !== undefined &&
            part !== null &&
            // Behind a bracket that is closed inside, too.
            (('end' in part && any(part.end)) || (part.type === 'flow-collection' && hasCommentToken(part))),
        ),
    )
  );
}

const lineStart = (source: string, offset: number): number => source.lastIndexOf('\n', offset - 1) + 1;
const columnOf = (source: string, offset: number): number => offset - lineStart(source, offset);
const nextLine = (source: string, offset: number): number => {
  const found = source.indexOf('\n', offset);
  return found < 0 ? source.length : found + 1;
};

const isBlockCollection = (node: SourceNode): node is SourceCollection =>
  node.kind !== 'scalar' && !node.flow;

/** Where what an item says ends, without comments behind it. */
const contentEnd = ({ value, headEnd }: SourceItem): number => Math.max(value.end, headEnd);

/** Gives each line of comments to the item below it, or to a collection that ends above it. */
function placeComments(root: SourceNode, source: string): void {
  if (!isBlockCollection(root)) return;
  let done = 0;
  /** Block collections that are open, outermost first. */
  const open: SourceCollection[] = [];

  const closeTo = (depth: number, until: number, column: number): number => {
    let target = open.length - 1;
    let pending: number | undefined;
    let lastEnd = done;
    for (let at = done; at < until; at = nextLine(source, at)) {
      const line = source.slice(at, nextLine(source, at));
      if (line.trim() === '') {
        pending ??= at;
        continue;
      }
      const indent = /^ */.exec(line)![0].length;
      while (target >= depth && (open[target]!.column > indent || indent <= column)) target -= 1;
      if (target < depth) return pending ?? at;
      const { tail } = open[target]!;
      if (tail.start === tail.end) tail.start = pending ?? at;
      tail.end = nextLine(source, at);
      lastEnd = tail.end;
      pending = undefined;
    }
    return lastEnd;
  };

  const place = (collection: SourceCollection): void => {
    open.push(collection);
    const depth = open.length;
    collection.items.forEach((item, at) => {
      const isMidLine = at === 0 && collection.midLine;
      if (!isMidLine) {
        const line = lineStart(source, item.start);
        item.lead = { start: closeTo(depth, line, item.column), end: line };
        open.length = depth;
      }
      if (isBlockCollection(item.value)) {
        done = item.value.midLine ? done : nextLine(source, item.headEnd);
        place(item.value);
      } else done = nextLine(source, contentEnd(item));
    });
  };
  place(root);
  closeTo(0, source.length, -1);
  const last = root.tail;
  if (last.start === last.end) last.start = lastLineOf(root);
  last.end = source.length;
  settleEnds(root);
}

/** The beginning of the line behind the last item, and behind the comments of collections in it. */
function lastLineOf(collection: SourceCollection): number {
  const item = collection.items.at(-1)!;
  if (!isBlockCollection(item.value)) return nextLine(item.source, contentEnd(item));
  const { tail } = item.value;
  return tail.start === tail.end ? lastLineOf(item.value) : tail.end;
}

function settleEnds(collection: SourceCollection): void {
  for (const item of collection.items) {
    if (isBlockCollection(item.value)) {
      settleEnds(item.value);
      item.end = item.value.tail.end;
    } else item.end = nextLine(item.source, contentEnd(item));
  }
  const { tail, items } = collection;
  if (tail.start === tail.end) tail.start = tail.end = items.at(-1)!.end;
}

const SCALAR_STYLES: Readonly<Record<string, ScalarStyle>> = {
  '"': 'double',
  "'": 'single',
  '|': 'block',
  '>': 'block',
};

/** Where characters of a text value stand in the source, which may have quotes and escapes. */
export function spanInScalar({ source, start, end, value }: SourceScalar, from: number, to: number): Span {
  const props = /^(?:[&!]\S*\s+)*/.exec(source.slice(start, end))![0].length;
  const written = source.slice(start + props, end);
  const style = SCALAR_STYLES[written[0] ?? ''] ?? 'plain';
  return scalarSourceMap('', written, start + props, String(value), style).range(from, to);
}
