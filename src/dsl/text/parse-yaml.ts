import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { DiagnosticReporter, SourceRange } from '../../diagnostics/index.js';
import { unclosedParentheses, unquotedText, mapTypoRepairs } from './map-typos.js';
import { scalarSourceMap, type ScalarStyle } from './source-map.js';
import { composeYaml } from './compose-yaml.js';
import {
  brokenTree,
  MAX_TREE_DEPTH,
  describeValue,
  treeExtent,
  type ListTree,
  type ScalarTree,
  type YamlTree,
  type TreeEntry,
} from './tree.js';
import type { ValueOrigin } from '../document.js';
import { yamlErrorDiagnostic } from './yaml-error-diagnostics.js';

/** Maximum number of values produced by aliases (protection against "billion laughs"). */
const MAX_ALIAS_VALUES = 100_000;

export interface ParseYamlOptions {
  origin?: ValueOrigin;
  /** Offset of `text` in the file that ranges refer to. */
  offset?: number;
  /** Whether to build a tree of what the YAML parser recovers after a syntax error, for editors. */
  recover?: boolean;
}

/**
 * Parses YAML text to a tree with ranges. All YAML errors are reported; after a syntax error there is no tree, since
 * YAML's error recovery would only cause follow-up errors. Duplicate keys are reported and the first is kept.
 */
export function parseYaml(
  text: string,
  file: string,
  report: DiagnosticReporter,
  options: ParseYamlOptions = {},
): YamlTree | undefined {
  const { origin = 'written', offset = 0 } = options;
  // An unexpected end of the text is one position past its end.
  const range = (start: number, end: number): SourceRange => ({
    file,
    start: offset + Math.min(start, text.length),
    end: offset + Math.min(end, text.length),
  });

  const encoding = nonUtf8Encoding(text);
  if (encoding !== undefined) {
    report({
      code: 'yaml-syntax',
      message: `this is no text in UTF-8: it looks like ${encoding}`,
      range: range(0, Math.min(2, text.length)),
      help: 'save the file as UTF-8',
    });
    return undefined;
  }
  const composed = composeYaml(text);
  if ('tooDeep' in composed) {
    report({
      code: 'yaml-feature',
      message: `more than ${MAX_TREE_DEPTH} lists and maps stand in each other here`,
      range: range(composed.tooDeep.start, composed.tooDeep.end),
      help: 'a graph needs ten or so',
    });
    return undefined;
  }
  const { document } = composed;
  if (!document) return undefined;
  const first = document.errors[0];
  if (first) {
    report(yamlErrorDiagnostic(first, text, range));
    if (options.recover !== true) return undefined;
  }
  if (!document.contents) return undefined;

  const typoRepairs = mapTypoRepairs({
    text,
    offset,
    origin,
    report,
    range,
    parse: (part, at) => parseYaml(part, file, report, { origin, offset: at }),
  });

  /** Anchors that were met so far; null while their own value is being read. */
  const outdented = new Map<YamlTree, TreeEntry[]>();
  const anchors = new Map<string, { tree: YamlTree; size: number } | null>();
  let size = 0;
  let fromAliases = 0;

  const nodeRange = (node: Node): SourceRange => range(node.range?.[0] ?? 0, node.range?.[1] ?? 0);

  function build(node: Node): YamlTree {
    size += 1;
    if (isAlias(node)) return alias(node.source, nodeRange(node));
    const before = size - 1;
    if (node.tag !== undefined && node.tag.startsWith('!')) {
      report({
        code: 'yaml-feature',
        message: `graphs do not use tags, but ${node.tag} stands here`,
        range: nodeRange(node),
        help: 'leave the tag out',
      });
    }
    const anchor = 'anchor' in node && typeof node.anchor === 'string' ? node.anchor : undefined;
    if (anchor !== undefined) anchors.set(anchor, null);
    const tree = collection(node) ?? scalar(node);
    if (anchor !== undefined) anchors.set(anchor, { tree, size: size - before });
    return tree;
  }

  function alias(name: string, at: SourceRange): YamlTree {
    const anchor = anchors.get(name);
    if (!anchor) {
      report({
        code: 'bad-alias',
        message:
          anchor === null
            ? `*${name} stands inside the value it repeats`
            : `*${name} repeats &${name}, but there is no &${name} before it`,
        range: at,
      });
      return brokenTree(at);
    }
    // What is left out counts for nothing: sizes that double with each alias would become infinite.
    if (fromAliases + anchor.size > MAX_ALIAS_VALUES) {
      if (fromAliases <= MAX_ALIAS_VALUES) {
        fromAliases = Infinity;
        report({
          code: 'bad-alias',
          message: `the aliases of this file stand for more than ${MAX_ALIAS_VALUES.toLocaleString('en')} values`,
          range: at,
        });
      }
      return brokenTree(at);
    }
    size += anchor.size;
    fromAliases += anchor.size;
    // The value of an alias may contain aliases itself.
    if (treeExtent(anchor.tree).depth > MAX_TREE_DEPTH / 2) {
      report({
        code: 'bad-alias',
        message: `more than ${MAX_TREE_DEPTH / 2} lists and maps stand in each other where *${name} stands`,
        range: at,
      });
      return brokenTree(at);
    }
    return { ...anchor.tree, range: at };
  }

  function collection(node: Node): YamlTree | undefined {
    if (isMap(node)) {
      const left: TreeEntry[] = [];
      const entries = mapEntries(node.items as Pair<Node, Node | null>[], node.flow ?? false, left);
      const map: YamlTree = { kind: 'map', value: entries, range: nodeRange(node), origin };
      if (left.length > 0) outdented.set(map, left);
      return map;
    }
    if (isSeq(node)) {
      const list: ListTree = { kind: 'list', value: [], range: nodeRange(node), origin };
      const items = node.items.map((item) =>
        isPair(item) ? pairAsMap(item as Pair<Node, Node | null>) : build(item as Node),
      );
      list.value = node.flow ? typoRepairs.joinSplitCalls(items) : items;
      return list;
    }
    return undefined;
  }

  /** `[a: 1]` is a list of one map. */
  function pairAsMap(pair: Pair<Node, Node | null>): YamlTree {
    const value = mapEntries([pair], true);
    const end = Math.max(...value.map((entry) => entry.value.range.end), 0);
    return { kind: 'map', value, range: { file, start: nodeRange(pair.key).start, end }, origin };
  }

  function mapEntries(
    pairs: readonly Pair<Node, Node | null>[],
    flow: boolean,
    outdentedEntries: TreeEntry[] = [],
  ): TreeEntry[] {
    const entries = new Map<string, TreeEntry>();
    const merged: TreeEntry[] = [];
    /** Entries that YAML puts into an inner map by their indentation but that belong to this map. */
    const movedEntries: TreeEntry[] = [];
    /** The last key without a value, and the entries below it in the same column. */
    let bare: { entry: TreeEntry; own: TreeEntry[] } | undefined;
    let last: { entry: TreeEntry; open: number } | undefined;
    for (const pair of pairs) {
      const keyRange = nodeRange(pair.key);
      typoRepairs.checkSpaces(pair.key, keyRange);
      const key = keyText(pair.key);
      if (key === undefined) {
        report({
          code: 'yaml-feature',
          message: 'a key must be plain text',
          range: keyRange,
        });
        continue;
      }
      if (flow && pair.value === null && last && last.open > 0) {
        typoRepairs.joinSplitCall(last, keyRange);
        continue;
      }
      if (flow && pair.value === null && last && typoRepairs.joinDecimals(last.entry, key, keyRange))
        continue;
      if (flow && pair.value === null) {
        const split = typoRepairs.splitKey(key, keyRange);
        if (split) {
          entries.set(split.key, split);
          continue;
        }
      }
      const value: YamlTree =
        pair.value && !isEmptyNode(pair.value)
          ? build(pair.value)
          : // An empty value has no range of its own: use that of the key.
            { kind: 'scalar', value: null, range: keyRange, origin };
      if (pair.value && isMap(pair.value))
        for (const each of outdented.get(value) ?? []) movedEntries.push(each);
      if (key === '<<') {
        merged.push(...mergeEntries(value));
        continue;
      }
      const entry: TreeEntry = { key, keyRange, value };
      const earlier = entries.get(key);
      if (earlier && bare && !flow) {
        // `head:` in the same column as its own keys: they are its keys, and it belongs to the enclosing map.
        bare.own.push(entry);
        if (bare.own.length === 1) typoRepairs.reportOverindentedValueKey(bare.entry);
        continue;
      }
      if (bare && bare.own.length > 0) {
        bare.own.push(entry);
        continue;
      }
      if (earlier) {
        report({
          code: 'duplicate-key',
          message: `the key \`${key}\` stands twice in this map`,
          range: keyRange,
          notes: [{ message: 'the first one is here', range: earlier.keyRange }],
          help: 'remove or rename one of them',
        });
        continue;
      }
      entries.set(key, entry);
      last = { entry, open: unclosedParentheses(unquotedText(value)) };
      if (value.kind === 'scalar' && value.value === null) bare = { entry, own: [] };
    }
    for (const entry of merged) if (!entries.has(entry.key)) entries.set(entry.key, entry);
    if (bare && bare.own.length > 0) {
      const { entry, own } = bare;
      entries.delete(entry.key);
      const end = own.at(-1)!.value.range.end;
      const range = { ...own[0]!.keyRange, end: Math.max(end, own[0]!.keyRange.end) };
      outdentedEntries.push({ ...entry, value: { kind: 'map', value: own, range, origin } });
    }
    for (const entry of movedEntries) if (!entries.has(entry.key)) entries.set(entry.key, entry);
    return [...entries.values()];
  }

  function mergeEntries(value: YamlTree): TreeEntry[] {
    if (value.kind === 'broken') return [];
    if (value.kind === 'map') return value.value;
    if (value.kind === 'list' && value.value.every((item) => item.kind === 'map')) {
      return value.value.flatMap((item) => (item.kind === 'map' ? item.value : []));
    }
    report({
      code: 'bad-alias',
      message: `<< takes a map or a list of maps, but this is ${describeValue(value)}`,
      range: value.range,
    });
    return [];
  }

  function scalar(node: Node): ScalarTree {
    const at = nodeRange(node);
    typoRepairs.checkSpaces(node, at);
    if (!isScalar(node)) return { kind: 'scalar', value: null, range: at, origin };
    const { value } = node;
    if (typeof value === 'string') {
      const [start, end] = [node.range?.[0] ?? 0, node.range?.[1] ?? 0];
      const style = STYLES[node.type ?? 'PLAIN'] ?? 'plain';
      const map = scalarSourceMap(file, text.slice(start, end), offset + start, value, style);
      return {
        kind: 'scalar',
        value,
        text: map,
        range: at,
        origin,
        ...(style === 'plain' ? {} : { quoted: true }),
      };
    }
    if (value === null || typeof value === 'number' || typeof value === 'boolean') {
      const { source } = node;
      // 001 is 1, and 0x10 is 16.
      const written = source !== undefined && /^[-+]?0[\dox]/i.test(source) ? { written: source } : {};
      return { kind: 'scalar', value, range: at, origin, ...written };
    }
    return { kind: 'scalar', value: String(value), range: at, origin };
  }

  const tree = build(document.contents);
  return tree;
}

/** The encoding of a text that was decoded as UTF-8 but is not; undefined if it may be UTF-8. */
function nonUtf8Encoding(text: string): string | undefined {
  const beginning = text.slice(0, 200);
  const zeros = beginning.split('\0').length - 1;
  if (zeros > 2 && zeros * 3 > beginning.length) return 'UTF-16';
  return undefined;
}

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'block',
  BLOCK_FOLDED: 'block',
};

/** An empty value. */
const isEmptyNode = (node: Node): boolean =>
  isScalar(node) && node.value === null && node.range?.[0] === node.range?.[1] && !node.tag && !node.anchor;

/** The text of a key: `28` and `true` are strings as keys. */
function keyText(key: Node): string | undefined {
  if (!isScalar(key)) return undefined;
  if (typeof key.value === 'string') return key.value;
  return typeof key.value === 'number' || typeof key.value === 'boolean'
    ? (key.source ?? String(key.value))
    : undefined;
}
