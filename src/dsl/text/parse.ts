import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument, type Node, type Pair } from 'yaml';
import type { Report, SourceRange } from '../../diagnostics/index.js';
import { scalarMap, verbatim, type ScalarStyle } from './text-map.js';
import { broken, describe, type ListTree, type ScalarTree, type Tree, type TreeEntry } from './tree.js';
import type { Origin } from '../document.js';
import { yamlFinding } from './yaml-errors.js';

/** So many values may come from aliases; more is an attack or an accident. */
const ALIAS_LIMIT = 100_000;

export interface ParseOptions {
  origin?: Origin;
  /** Where `text` begins in the file that ranges point into. */
  offset?: number;
}

/**
 * YAML text to a tree with places. Everything wrong with the YAML is reported; after a syntax error there is no tree,
 * since what YAML's recovery guesses would only bring follow-up errors. Duplicate keys are reported and the first kept.
 */
export function parseYaml(
  text: string,
  file: string,
  report: Report,
  options: ParseOptions = {},
): Tree | undefined {
  const { origin = 'written', offset = 0 } = options;
  // An error that the text ends is placed one behind its end.
  const range = (start: number, end: number): SourceRange => ({
    file,
    start: offset + Math.min(start, text.length),
    end: offset + Math.min(end, text.length),
  });

  const document = parseDocument(text, {
    prettyErrors: false,
    // Both are done here, where the places are known.
    uniqueKeys: false,
    merge: false,
    version: '1.2',
    // Quieter than this, a second document is no error.
    logLevel: 'error',
  });
  const first = document.errors[0];
  if (first) {
    report({ range: range(...first.pos), ...yamlFinding(first, text) });
    return undefined;
  }
  if (!document.contents) return undefined;

  /** Anchors that were met so far; null while their own value is being read. */
  const anchors = new Map<string, { tree: Tree; size: number } | null>();
  let size = 0;
  let fromAliases = 0;

  const nodeRange = (node: Node): SourceRange => range(node.range?.[0] ?? 0, node.range?.[1] ?? 0);

  function build(node: Node): Tree {
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

  function alias(name: string, at: SourceRange): Tree {
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
      return broken(at);
    }
    size += anchor.size;
    fromAliases += anchor.size;
    if (fromAliases > ALIAS_LIMIT) {
      if (fromAliases - anchor.size <= ALIAS_LIMIT) {
        report({
          code: 'bad-alias',
          message: `the aliases of this file stand for more than ${ALIAS_LIMIT.toLocaleString('en')} values`,
          range: at,
        });
      }
      return broken(at);
    }
    return { ...anchor.tree, range: at };
  }

  function collection(node: Node): Tree | undefined {
    if (isMap(node)) {
      const entries = mapEntries(node.items as Pair<Node, Node | null>[], node.flow ?? false);
      return { kind: 'map', value: entries, range: nodeRange(node), origin };
    }
    if (isSeq(node)) {
      const list: ListTree = { kind: 'list', value: [], range: nodeRange(node), origin };
      const items = node.items.map((item) =>
        isPair(item) ? pairAsMap(item as Pair<Node, Node | null>) : build(item as Node),
      );
      list.value = node.flow ? joinSplitCalls(items) : items;
      return list;
    }
    return undefined;
  }

  /** `[a: 1]` is a list of one map. */
  function pairAsMap(pair: Pair<Node, Node | null>): Tree {
    const value = mapEntries([pair], true);
    const end = Math.max(...value.map((entry) => entry.value.range.end), 0);
    return { kind: 'map', value, range: { file, start: nodeRange(pair.key).start, end }, origin };
  }

  function mapEntries(pairs: readonly Pair<Node, Node | null>[], flow: boolean): TreeEntry[] {
    const entries = new Map<string, TreeEntry>();
    const merged: TreeEntry[] = [];
    let last: { entry: TreeEntry; source: string } | undefined;
    for (const pair of pairs) {
      const keyRange = nodeRange(pair.key);
      const key = keyText(pair.key);
      if (key === undefined) {
        report({
          code: 'yaml-feature',
          message: 'a key must be plain text',
          range: keyRange,
        });
        continue;
      }
      if (flow && pair.value === null && last && opens(last.source)) {
        joinSplitCall(last, keyRange);
        continue;
      }
      const value: Tree = pair.value
        ? build(pair.value)
        : { kind: 'scalar', value: null, range: { ...keyRange, start: keyRange.end }, origin };
      if (key === '<<') {
        merged.push(...mergeEntries(value));
        continue;
      }
      const entry: TreeEntry = { key, keyRange, value };
      const earlier = entries.get(key);
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
      last = { entry, source: plainText(value) };
    }
    for (const entry of merged) if (!entries.has(entry.key)) entries.set(entry.key, entry);
    return [...entries.values()];
  }

  function mergeEntries(value: Tree): TreeEntry[] {
    if (value.kind === 'broken') return [];
    if (value.kind === 'map') return value.value;
    if (value.kind === 'list' && value.value.every((item) => item.kind === 'map')) {
      return value.value.flatMap((item) => (item.kind === 'map' ? item.value : []));
    }
    report({
      code: 'bad-alias',
      message: `<< takes a map or a list of maps, but this is ${describe(value)}`,
      range: value.range,
    });
    return [];
  }

  /**
   * `{value: f(a, b), weight: 1}`: YAML ends the value at the comma. The call is put together again, so that the
   * missing quotes are the only error.
   */
  function joinSplitCall(last: { entry: TreeEntry; source: string }, more: SourceRange): void {
    const whole = joined(last.entry.value, more);
    if (last.entry.value.kind !== 'broken' && closes(whole.value)) unquotedComma(whole);
    last.entry.value = whole;
    last.source = whole.value;
  }

  function joinSplitCalls(items: readonly Tree[]): Tree[] {
    const result: Tree[] = [];
    for (const item of items) {
      const last = result.at(-1);
      if (last && opens(plainText(last)) && item.kind === 'scalar') {
        const whole = joined(last, item.range);
        result[result.length - 1] = whole;
        if (closes(whole.value)) unquotedComma(whole);
      } else result.push(item);
    }
    return result;
  }

  function joined(first: Tree, more: SourceRange): ScalarTree & { value: string } {
    const start = first.range.start - offset;
    const end = more.end - offset;
    const value = text.slice(start, end);
    return {
      kind: 'scalar',
      value,
      text: verbatim(file, first.range.start),
      range: range(start, end),
      origin,
    };
  }

  function unquotedComma(whole: ScalarTree & { value: string }): void {
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

  function scalar(node: Node): ScalarTree {
    const at = nodeRange(node);
    if (!isScalar(node)) return { kind: 'scalar', value: null, range: at, origin };
    const { value } = node;
    if (typeof value === 'string') {
      const [start, end] = [node.range?.[0] ?? 0, node.range?.[1] ?? 0];
      const style = STYLES[node.type ?? 'PLAIN'] ?? 'plain';
      const map = scalarMap(file, text.slice(start, end), offset + start, value, style);
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
      return { kind: 'scalar', value, range: at, origin };
    }
    return { kind: 'scalar', value: String(value), range: at, origin };
  }

  const tree = build(document.contents);
  return tree;
}

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'block',
  BLOCK_FOLDED: 'block',
};

/** A key's text: `28` and `true` are texts as keys. */
function keyText(key: Node): string | undefined {
  if (!isScalar(key)) return undefined;
  if (typeof key.value === 'string') return key.value;
  return typeof key.value === 'number' || typeof key.value === 'boolean'
    ? (key.source ?? String(key.value))
    : undefined;
}

/** The text of an unquoted scalar. */
function plainText(tree: Tree): string {
  return tree.kind === 'scalar' && typeof tree.value === 'string' && !tree.quoted ? tree.value : '';
}

/** More parentheses open than close: a call that goes on after a comma. */
function opens(text: string): boolean {
  return depth(text) > 0;
}

function closes(text: string): boolean {
  return depth(text) === 0;
}

function depth(text: string): number {
  let level = 0;
  for (const character of text) {
    if (character === '(') level += 1;
    else if (character === ')') level -= 1;
  }
  return level;
}
