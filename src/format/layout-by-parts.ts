import { isCollection, isMap, isPair, isScalar, type Node, type Pair } from 'yaml';
import { compose } from './compose.js';
import { layOut, LayoutError } from './prettier-yaml.js';

export type LayOut = (text: string) => Promise<string>;

/** Parts whose layouts are remembered. */
const MAX_PARTS = 5_000;

/**
 * The same layout as that of `layOut`, for texts that change a little at a time, as in an editor: sections and their entries
 * are laid out one by one, and those that were laid out before are not laid out again.
 */
export function layOutByParts(): LayOut {
  /** Layouts by text, those that were asked for longest ago first. */
  const known = new Map<string, string>();
  async function layOutPart(text: string): Promise<string> {
    const result = known.get(text) ?? (await layOut(text));
    known.delete(text);
    known.set(text, result);
    if (known.size > MAX_PARTS) known.delete(known.keys().next().value!);
    return result;
  }
  return async (text) => {
    let result = '';
    try {
      for (const { start, end, isEntry, isApart } of partsOf(text)) {
        const part = text.slice(start, end);
        const laidOut = isEntry
          ? (await layOutPart(SECTION + part)).slice(SECTION.length)
          : await layOutPart(part);
        result += (isApart ? '\n' : '') + laidOut;
      }
    } catch (error) {
      if (!(error instanceof LayoutError)) throw error;
      // The offset must be one in the whole text.
      return layOut(text);
    }
    return result;
  };
}

/** What an entry stands below, so that its lines have their width. */
const SECTION = 'a:\n';

interface Part {
  start: number;
  end: number;
  /** Whether it is an entry of a section, without the section's key. */
  isEntry: boolean;
  /** Whether there is an empty line above it. */
  isApart: boolean;
}

/** What is not local to a part: anchors, documents, explicit keys, empty lines that belong to a text, orders to prettier. */
const NOT_LOCAL = /(?:^|[\s[{,])[&*!][^\s,]|^(?:---|\.\.\.|%)|^[ -]*\?(?:\s|$)|[|>]\d*\+|prettier-ignore/m;

/** Sections, and the entries of sections behind the first; one part where a text can't be cut. */
function partsOf(text: string): Part[] {
  const cuts: Part[] = [{ start: 0, end: text.length, isEntry: false, isApart: false }];
  if (NOT_LOCAL.test(text)) return cuts;
  const cutBetween = (map: unknown, column: number, isEntry: boolean): void => {
    if (!isMap(map) || map.flow === true) return;
    const pairs = map.items as Pair<Node, Node | null>[];
    pairs.forEach((pair, at) => {
      const before = at === 0 ? undefined : pairs[at - 1];
      const cut = before && cutAbove(text, pair, before, column);
      if (cut) cuts.push({ ...cut, end: text.length, isEntry });
      if (!isEntry) cutBetween(pair.value, columnOf(text, firstKey(pair.value)), true);
    });
  };
  cutBetween(compose(text).document.contents, 0, false);
  return cuts.map((cut, at) => ({ ...cut, end: cuts[at + 1]?.start ?? text.length }));
}

/** Where a pair begins, with the comments above it; undefined if a comment there may belong to what stands before. */
function cutAbove(
  text: string,
  { key }: Pair<Node, Node | null>,
  before: Pair<Node, Node | null>,
  column: number,
): Pick<Part, 'start' | 'isApart'> | undefined {
  if (!isScalar(key)) return undefined;
  const indent = ' '.repeat(column);
  const previousLine = (start: number) => text.lastIndexOf('\n', start - 2) + 1;
  const lineAt = (start: number) => text.slice(start, text.indexOf('\n', start));
  let start = text.lastIndexOf('\n', key.range![0] - 1) + 1;
  if (text.slice(start, key.range![0]) !== indent) return undefined;
  while (start > 0 && lineAt(previousLine(start)).startsWith(`${indent}#`)) start = previousLine(start);
  let above = start;
  while (above > 0 && lineAt(previousLine(above)).trim() === '') above = previousLine(above);
  const lineBefore = lineAt(previousLine(above));
  const last = lastValue(before);
  if (lineBefore.trimStart().startsWith('#') || last.range![1] > above) return undefined;
  // prettier moves comments out of empty brackets.
  if (isCollection(last) && text.slice(last.range![0], last.range![1]).includes('#')) return undefined;
  // prettier takes an empty line away below the comment that some values end with.
  if (above < start && lineBefore.includes('#')) return undefined;
  return { start, isApart: above < start };
}

/** The last key or value that stands in a pair. */
function lastValue({ key, value }: Pair<Node, Node | null>): Node {
  if (!isCollection(value) || value.flow === true) return value ?? key;
  const last = value.items.at(-1);
  return isPair(last)
    ? lastValue(last as Pair<Node, Node | null>)
    : lastValue({ key, value: last as Node | null } as Pair<Node, Node | null>);
}

const firstKey = (value: Node | null): number =>
  isMap(value) ? ((value.items[0] as Pair<Node>).key.range?.[0] ?? 0) : 0;

const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);
