import { isMap, isPair, isSeq, type CST, type YAMLSeq } from 'yaml';
import { childrenOf, compose, contentsOf, type Step } from './compose.js';

/** A comment, and the entries that stand before and behind it. */
export interface PlacedComment {
  /** Without the white space at its end. */
  text: string;
  /**
   * The paths of what ends before it. Behind something on the same line: the last key or item, or the collection whose
   * bracket stands there. On a line of its own: the last key or item and all collections whose last one it is.
   */
  after: readonly string[];
  /** The path of the next key or item. */
  before: string | undefined;
}

/** All comments of a text, in their order. */
export function commentsOf(text: string): PlacedComment[] {
  const entries: { offset: number; path: string; ends: string[] }[] = [];
  const closings = new Map<number, string>();
  const visit = (node: unknown, path: readonly Step[], around: readonly string[]): void => {
    if ((isMap(node) || isSeq(node)) && node.flow && node.range)
      closings.set(node.range[1], JSON.stringify(path));
    const dashes = isSeq(node) && !node.flow ? dashOffsets(node) : [];
    const children = childrenOf(node);
    children.forEach(({ step, value, pair }, i) => {
      const inner = [...path, step];
      const name = JSON.stringify(inner);
      const ends = [name, ...(i === children.length - 1 ? around : [])];
      const own = (pair ? pair.key : isPair(value) ? value.key : value) as { range?: [number] } | null;
      const offset = typeof step === 'number' ? (dashes[step] ?? own?.range?.[0]) : own?.range?.[0];
      if (offset !== undefined) entries.push({ offset, path: name, ends });
      visit(value, inner, ends);
    });
  };
  visit(contentsOf(text), [], ['[]']);
  entries.sort((a, b) => a.offset - b.offset);
  let next = 0;
  return commentTokens(text).map(({ offset, source }) => {
    while (next < entries.length && entries[next]!.offset < offset) next += 1;
    const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
    const closed = /[}\]][\s,]*$/.test(line)
      ? closings.get(offset - /[\s,]*$/.exec(line)![0].length)
      : undefined;
    const last = entries[next - 1];
    const ends = line.trim() === '' ? last?.ends : last && [last.path];
    return {
      text: source.trimEnd(),
      after: closed === undefined ? (ends ?? []) : [closed],
      before: entries[next]?.path,
    };
  });
}

/** The offsets of the dashes of a list. */
const dashOffsets = (list: YAMLSeq): (number | undefined)[] =>
  ((list.srcToken as CST.BlockSequence | undefined)?.items ?? []).map(
    ({ start }) => start.find(({ type }) => type === 'seq-item-ind')?.offset,
  );

/** The comments of a text, by YAML's lexer. */
export function commentTokens(text: string): { offset: number; source: string }[] {
  const found: { offset: number; source: string }[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      const { type, offset, source } = value as { type?: string; offset?: number; source?: string };
      if (type === 'comment' && offset !== undefined && source !== undefined) found.push({ offset, source });
      else Object.values(value).forEach(visit);
    }
  };
  visit(compose(text).tokens);
  return found.sort((a, b) => a.offset - b.offset);
}

/** Whether two texts have the same comments, each still behind what it stood behind, or before what it stood before. */
export function haveSameComments(one: string, other: string): boolean {
  const waiting = new Map<string, PlacedComment[]>();
  const all = commentsOf(one);
  for (const comment of all) waiting.set(comment.text, [...(waiting.get(comment.text) ?? []), comment]);
  const others = commentsOf(other);
  return (
    all.length === others.length &&
    others.every((comment) => {
      const same = waiting.get(comment.text) ?? [];
      const found = same.findIndex(
        ({ after, before }) =>
          after.some((path) => comment.after.includes(path)) ||
          after.length + comment.after.length === 0 ||
          (before !== undefined && before === comment.before),
      );
      if (found >= 0) same.splice(found, 1);
      return found >= 0;
    })
  );
}
