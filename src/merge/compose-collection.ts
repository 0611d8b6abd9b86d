import type { SourceCollection } from '../dsl/index.js';
import type { Side } from './merge-context.js';
import { mergeLines, sameLines } from './merge-lines.js';
import { indentLines, linesOf, type RenderedValue } from './render.js';

/** An item of the result, and its place in the host; -1 if it is not there. */
export interface PlacedItem {
  text: string;
  at: number;
  conflict: boolean;
}

interface Collections {
  base: SourceCollection | undefined;
  ours: SourceCollection;
  theirs: SourceCollection;
}

/** The host's text with the items of the result. Undefined if what must be said has no place in it. */
export function composeCollection(
  collections: Collections,
  side: Side,
  items: readonly PlacedItem[],
): RenderedValue | undefined {
  const host = collections[side];
  if (items.length === 0) {
    const hasComments = [collections.ours, collections.theirs].some(({ tail }) => tail.end > tail.start);
    const text = host.kind === 'map' ? '{}' : '[]';
    return hasComments ? undefined : { style: 'inline', text, ownerColumn: host.ownerColumn, column: 0 };
  }
  return host.flow ? composeFlow(host, items) : composeBlock(collections, host, items);
}

function composeBlock(
  { base, ours, theirs }: Collections,
  host: SourceCollection,
  items: readonly PlacedItem[],
): RenderedValue | undefined {
  // Markers need lines of their own.
  if (host.midLine && items[0]!.conflict) return undefined;
  const tailOf = (collection: SourceCollection | undefined) =>
    collection && !collection.flow ? linesOf(collection.source, collection.tail) : [];
  const tail = mergeLines(tailOf(base), tailOf(ours), tailOf(theirs));
  if (!tail) return undefined;
  const own = tailOf(host);
  const tailText = sameLines(tail, own)
    ? host.source.slice(host.tail.start, host.tail.end)
    : indentLines(tail, host.column);
  return {
    style: 'block',
    text: items.map(({ text }) => text).join('') + tailText,
    ownerColumn: host.ownerColumn,
    column: host.column,
  };
}

function composeFlow(host: SourceCollection, items: readonly PlacedItem[]): RenderedValue | undefined {
  const { source, start, end, items: own } = host;
  const bracket = source.indexOf(host.kind === 'map' ? '{' : '[', start);
  const [first, last] = [own[0], own.at(-1)];
  const opening = source.slice(start, first ? first.start : bracket + 1);
  const closing = first ? source.slice(last!.value.end, end) : source.slice(end - 1, end);
  const between = (at: number) => source.slice(own[at]!.value.end, own[at + 1]!.start);
  const example =
    own.length > 1 ? between(0) : opening.includes('\n') ? `,${/\n *$/.exec(opening)?.[0] ?? ' '}` : ', ';
  const separator = /^,\s+$/.test(example) ? example : ', ';
  let text = opening;
  let gapsWithComments = own.slice(1).filter((_, at) => between(at).includes('#')).length;
  items.forEach((item, i) => {
    const before = items[i - 1];
    if (before && before.at >= 0 && item.at === before.at + 1) {
      if (between(before.at).includes('#')) gapsWithComments -= 1;
      text += between(before.at);
    } else if (before) text += separator;
    text += item.text;
  });
  // A comment between items that are no more side by side would be lost.
  if (gapsWithComments > 0) return undefined;
  return { style: 'inline', text: text + closing, ownerColumn: host.ownerColumn, column: 0 };
}
