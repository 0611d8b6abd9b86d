import type { SourceCollection, SourceItem, SourceNode } from '../dsl/index.js';
import { commentLines, commentOf, shiftLines, verbatimValue } from './render.js';

const dataCache = new WeakMap<SourceNode, string>();

/** What a value says, without its form: comments, styles and the order of keys do not count. */
export function dataOf(node: SourceNode): string {
  let data = dataCache.get(node);
  if (data === undefined) {
    const prefix = node.props === '' ? '' : `${node.props} `;
    if (node.kind === 'scalar') {
      const { alias, value } = node;
      data =
        prefix +
        (alias !== undefined
          ? `*${alias}`
          : typeof value === 'number'
            ? String(value)
            : JSON.stringify(value));
    } else {
      data = prefix + dataOfItems(node.kind, node.items);
    }
    dataCache.set(node, data);
  }
  return data;
}

/** What an entry says beside its former name. */
export const dataWithoutWas = (node: SourceNode): string =>
  node.kind === 'map' && node.items.some(({ key }) => key === 'was')
    ? dataOfItems(
        node.kind,
        node.items.filter(({ key }) => key !== 'was'),
      )
    : dataOf(node);

function dataOfItems(kind: SourceCollection['kind'], items: readonly SourceItem[]): string {
  const parts = items.map(({ key, value }) => {
    if (key === undefined) return dataOf(value);
    // Inputs are given in their order.
    const order = key === 'inputs' && value.kind === 'map' ? value.items.map((item) => item.key).join() : '';
    return `${JSON.stringify(key)}:${order}${dataOf(value)}`;
  });
  return kind === 'map' ? `{${parts.sort().join()}}` : `[${parts.join()}]`;
}

const textCache = new WeakMap<SourceItem, string>();

/** An item as it is written, with its comments; empty lines above it and its indentation do not count. */
export function itemText(item: SourceItem): string {
  let text = textCache.get(item);
  if (text === undefined) {
    const { lead, source, key, value } = item;
    const comments = [...commentLines(source, lead), ...gapComments(item), commentOf(item) ?? ''];
    text = `${comments.join('\n')}\n${key ?? '-'}:${nodeText(value)}`;
    textCache.set(item, text);
  }
  return text;
}

export const isSameItem = (a: SourceItem, b: SourceItem): boolean => itemText(a) === itemText(b);

/** A value as it is written, without its indentation. */
export function nodeText(node: SourceNode): string {
  const { style, text, column, ownerColumn } = verbatimValue(node);
  const own = style === 'block' ? shiftLines(text, -column) : shiftLines(text, -ownerColumn, true);
  return node.props === '' || style === 'inline' ? own : `${node.props}\n${own}`;
}

/** Comments between a key and its value. */
const gapComments = ({ opaque, source, headEnd, value }: SourceItem): string[] =>
  opaque ? commentsInGap(source.slice(headEnd, value.start)) : [];

const commentsInGap = (gap: string): string[] =>
  [...gap.matchAll(/(?:^|\s)(#[^\n]*)/g)].map(([, comment]) => comment!.trim());

/** All comments of an item, in their order. */
export function commentsOf(item: SourceItem): string[] {
  const own = commentOf(item);
  return [
    ...commentLines(item.source, item.lead),
    ...gapComments(item),
    ...(own === null ? [] : [own]),
    ...commentsIn(item.value),
  ];
}

/** The comments inside of a value. */
export function commentsIn(node: SourceNode): string[] {
  if (node.kind === 'scalar') return [];
  if (node.flow) return node.hasInnerComments ? flowComments(node) : [];
  return [...node.items.flatMap(commentsOf), ...commentLines(node.source, node.tail)];
}

/** Comments between brackets. */
function flowComments(node: SourceNode): string[] {
  const gaps: string[] = [];
  const collect = (part: SourceNode): void => {
    if (part.kind === 'scalar') return;
    let at = part.start;
    for (const item of part.items) {
      gaps.push(part.source.slice(at, item.value.start));
      collect(item.value);
      at = item.value.end;
    }
    gaps.push(part.source.slice(at, part.end));
  };
  collect(node);
  return gaps.flatMap(commentsInGap);
}
