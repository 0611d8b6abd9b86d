/** A query for similar names. */
export interface Wanted {
  /** The written name, folded. */
  plain: string;
  /** The language's names for it, if it is a term of another framework. */
  known: readonly string[];
  /** Maximum edit distance. */
  most: number;
  /** Names that are not suggested. */
  isOut(name: string): boolean;
}

/** The result of a query. */
export interface Near {
  /** A name that equals it after folding, or that is a synonym. */
  same?: string;
  /** The first name with the smallest edit distance. */
  best?: { name: string; slips: number };
  /** Names of which it is a prefix, at most two. */
  begunWith: readonly string[];
}

/** A candidate that is no valid name (which was reported elsewhere) is not suggested. */
export const isName = (text: string): boolean => !/[\s:@,{}[\]#"'`&*!|>%$]/.test(text);

export const fold = (word: string): string => word.toLowerCase().replace(/[_-]/g, '');

/** A node of the trie of folded names. */
interface Node {
  next: Map<string, Node>;
  /** Indices of the names that end here. */
  ends: number[];
}

const node = (): Node => ({ next: new Map(), ends: [] });

/** A search state: a node with its row of edit distances. */
interface Open {
  node: Node;
  /** Number of letters up to the node. */
  depth: number;
  letter: string;
  row: Row;
  rowBefore: Row;
}

/**
 * Edit distances between the letters up to a node and the prefixes of a word: entry `most + d` is for the prefix `d`
 * letters longer than the depth of the node. Cells further from the diagonal than `most` cannot lead to an answer.
 */
type Row = readonly number[];

/** Maximum number of nodes visited for one word: thousands of names may be almost equally similar. */
const MOST = 4000;

/**
 * A trie of names, searched for those similar to a word: a subtree is skipped as soon as its common prefix has too
 * large an edit distance.
 */
export class NameIndex {
  private readonly root = node();
  private readonly places = new Map<string, number>();
  private read = 0;

  constructor(private readonly names: readonly string[]) {}

  near(wanted: Wanted): Near {
    this.readOn();
    const begin = this.nodeAt(wanted.plain);
    const same = this.same(wanted, begin);
    if (same !== undefined) return { same, begunWith: [] };
    const best = this.best(wanted);
    const begunWith = begin && wanted.plain.length >= 3 ? this.below(begin, wanted) : [];
    return { ...(best ? { best } : {}), begunWith };
  }

  private readOn(): void {
    for (; this.read < this.names.length; this.read += 1) {
      const name = this.names[this.read]!;
      if (!isName(name)) continue;
      if (!this.places.has(name)) this.places.set(name, this.read);
      let at = this.root;
      for (const letter of fold(name).split('')) {
        let next = at.next.get(letter);
        if (!next) at.next.set(letter, (next = node()));
        at = next;
      }
      at.ends.push(this.read);
    }
  }

  private nodeAt(text: string): Node | undefined {
    let at: Node | undefined = this.root;
    for (let i = 0; at && i < text.length; i += 1) at = at.next.get(text[i]!);
    return at;
  }

  private firstOf({ ends }: Node, { isOut }: Wanted): number | undefined {
    return ends.find((place) => !isOut(this.names[place]!));
  }

  private same(wanted: Wanted, end: Node | undefined): string | undefined {
    const named = wanted.known.filter((name) => !wanted.isOut(name)).map((name) => this.places.get(name));
    const places = [end && this.firstOf(end, wanted), ...named].filter((place) => place !== undefined);
    return places.length === 0 ? undefined : this.names[Math.min(...places)];
  }

  /** Iterative deepening over the distance: if there is a close name, few others are visited. */
  private best(wanted: Wanted): Near['best'] {
    const budget = { nodes: MOST };
    for (let slips = 1; slips <= wanted.most; slips += 1) {
      const place = this.firstWith(slips, wanted, budget);
      if (place !== undefined) return { name: this.names[place]!, slips };
    }
    return undefined;
  }

  /** The first name at exactly this distance, if there is none at a smaller one. */
  private firstWith(most: number, wanted: Wanted, budget: { nodes: number }): number | undefined {
    const { plain } = wanted;
    let best: number | undefined;
    const none: Row = new Array<number>(2 * most + 1).fill(Infinity);
    const first = none.map((_, at) => (at < most ? Infinity : at - most));
    const open: Open[] = [{ node: this.root, depth: 0, letter: '', row: first, rowBefore: none }];
    for (let next = open.pop(); next && budget.nodes > 0; next = open.pop()) {
      budget.nodes -= 1;
      const { node: at, depth, letter, row, rowBefore } = next;
      // Any two short words are within a small edit distance: at least two of three letters must match.
      const isNear = row[plain.length - depth + most] === most && most * 2 < Math.max(plain.length, depth);
      const place = isNear ? this.firstOf(at, wanted) : undefined;
      if (place !== undefined && (best === undefined || place < best)) best = place;
      for (const [own, child] of at.next) {
        const below = rowBelow(own, { plain, most, depth: depth + 1, letter, row, rowBefore });
        if (below) open.push({ node: child, depth: depth + 1, letter: own, row: below, rowBefore: row });
      }
    }
    return best;
  }

  /** Names below a node, at most two. */
  private below(begin: Node, { isOut }: Wanted): string[] {
    const found = new Set<string>();
    const open = [begin];
    for (let next = open.pop(); next && found.size < 2; next = open.pop()) {
      for (const place of next.ends) if (!isOut(this.names[place]!)) found.add(this.names[place]!);
      for (const child of next.next.values()) open.push(child);
    }
    return [...found].slice(0, 2);
  }
}

/** What the next row is computed from. */
interface Above extends Pick<Open, 'depth' | 'letter' | 'row' | 'rowBefore'> {
  plain: string;
  most: number;
}

/**
 * The row for one more letter (optimal string alignment, as in `editDistance`); undefined if all distances exceed the
 * maximum.
 */
function rowBelow(own: string, { plain, most, depth, letter, row, rowBefore }: Above): Row | undefined {
  const below: number[] = [];
  let least = Infinity;
  for (let at = 0; at <= 2 * most; at += 1) {
    const letters = depth + at - most;
    let cost = letters === 0 ? depth : Infinity;
    if (letters > 0 && letters <= plain.length) {
      const last = plain[letters - 1];
      cost = Math.min(
        (row[at + 1] ?? Infinity) + 1,
        (below[at - 1] ?? Infinity) + 1,
        row[at]! + +(own !== last),
      );
      if (letters > 1 && letter === last && own === plain[letters - 2])
        cost = Math.min(cost, rowBefore[at]! + 1);
    }
    below.push(cost);
    if (cost < least) least = cost;
  }
  return least <= most ? below : undefined;
}
