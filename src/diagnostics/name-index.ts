/** A query for similar names. */
export interface NameQuery {
  /** The written name, folded. */
  folded: string;
  /** The language's names for it, if it is a term of another framework. */
  synonyms: readonly string[];
  /** Maximum edit distance. */
  maxDistance: number;
  /** Names that are not suggested. */
  isExcluded(name: string): boolean;
}

/** The result of a query. */
export interface NameMatches {
  /** A name that equals it after folding, or that is a synonym. */
  equal?: string;
  /** The first name with the smallest edit distance. */
  best?: { name: string; distance: number };
  /** Names of which it is a prefix, at most two. */
  completions: readonly string[];
}

/** A candidate that is no valid name (which was reported elsewhere) is not suggested. */
export const isValidName = (text: string): boolean => !/[\s:@,{}[\]#"'`&*!|>%$]/.test(text);

export const foldName = (word: string): string => word.toLowerCase().replace(/[_-]/g, '');

/** Any two short words are within a small edit distance: more than half of the letters must match. */
export const isSimilar = (distance: number, length: number, otherLength: number): boolean =>
  distance * 2 < Math.max(length, otherLength);

/** A node of the trie of folded names. */
interface TrieNode {
  next: Map<string, TrieNode>;
  /** Indices of the names that end here. */
  ends: number[];
}

const createTrieNode = (): TrieNode => ({ next: new Map(), ends: [] });

/** A search state: a node with its row of edit distances. */
interface SearchState {
  node: TrieNode;
  /** Number of letters up to the node. */
  depth: number;
  letter: string;
  row: DistanceRow;
  previousRow: DistanceRow;
}

/**
 * Edit distances between the letters up to a node and the prefixes of a word: entry `maxDistance + d` is for the prefix `d`
 * letters longer than the depth of the node. Cells further from the diagonal than `maxDistance` cannot lead to an answer.
 */
type DistanceRow = readonly number[];

/** Maximum number of nodes visited for one word: thousands of names may be almost equally similar. */
const MAX_VISITED_NODES = 4000;

/**
 * A trie of names, searched for those similar to a word: a subtree is skipped as soon as its common prefix has too
 * large an edit distance.
 */
export class NameIndex {
  private readonly root = createTrieNode();
  private readonly indices = new Map<string, number>();
  private readCount = 0;

  constructor(private readonly names: readonly string[]) {}

  find(query: NameQuery): NameMatches {
    this.indexNewNames();
    const begin = this.nodeAt(query.folded);
    const equal = this.findEqual(query, begin);
    if (equal !== undefined) return { equal, completions: [] };
    const best = this.findBest(query);
    const completions = begin && query.folded.length >= 3 ? this.namesBelow(begin, query) : [];
    return { ...(best ? { best } : {}), completions };
  }

  private indexNewNames(): void {
    for (; this.readCount < this.names.length; this.readCount += 1) {
      const name = this.names[this.readCount]!;
      if (!isValidName(name)) continue;
      if (!this.indices.has(name)) this.indices.set(name, this.readCount);
      let at = this.root;
      for (const letter of foldName(name).split('')) {
        let next = at.next.get(letter);
        if (!next) at.next.set(letter, (next = createTrieNode()));
        at = next;
      }
      at.ends.push(this.readCount);
    }
  }

  private nodeAt(text: string): TrieNode | undefined {
    let at: TrieNode | undefined = this.root;
    for (let i = 0; at && i < text.length; i += 1) at = at.next.get(text[i]!);
    return at;
  }

  private firstOf({ ends }: TrieNode, { isExcluded }: NameQuery): number | undefined {
    return ends.find((index) => !isExcluded(this.names[index]!));
  }

  private findEqual(query: NameQuery, end: TrieNode | undefined): string | undefined {
    const named = query.synonyms
      .filter((name) => !query.isExcluded(name))
      .map((name) => this.indices.get(name));
    const indices = [end && this.firstOf(end, query), ...named].filter((index) => index !== undefined);
    return indices.length === 0 ? undefined : this.names[Math.min(...indices)];
  }

  /** Iterative deepening over the distance: if there is a close name, few others are visited. */
  private findBest(query: NameQuery): NameMatches['best'] {
    const budget = { nodes: MAX_VISITED_NODES };
    for (let distance = 1; distance <= query.maxDistance; distance += 1) {
      const index = this.firstAtDistance(distance, query, budget);
      if (index !== undefined) return { name: this.names[index]!, distance };
    }
    return undefined;
  }

  /** The first name at exactly this distance, if there is none at a smaller one. */
  private firstAtDistance(
    maxDistance: number,
    query: NameQuery,
    budget: { nodes: number },
  ): number | undefined {
    const { folded } = query;
    let best: number | undefined;
    const none: DistanceRow = new Array<number>(2 * maxDistance + 1).fill(Infinity);
    const first = none.map((_, at) => (at < maxDistance ? Infinity : at - maxDistance));
    const stack: SearchState[] = [{ node: this.root, depth: 0, letter: '', row: first, previousRow: none }];
    for (let next = stack.pop(); next && budget.nodes > 0; next = stack.pop()) {
      budget.nodes -= 1;
      const { node: at, depth, letter, row, previousRow } = next;
      const isMatch =
        row[folded.length - depth + maxDistance] === maxDistance &&
        isSimilar(maxDistance, folded.length, depth);
      const index = isMatch ? this.firstOf(at, query) : undefined;
      if (index !== undefined && (best === undefined || index < best)) best = index;
      for (const [own, child] of at.next) {
        const below = nextDistanceRow(own, {
          folded,
          maxDistance,
          depth: depth + 1,
          letter,
          row,
          previousRow,
        });
        if (below) stack.push({ node: child, depth: depth + 1, letter: own, row: below, previousRow: row });
      }
    }
    return best;
  }

  /** Names below a node, at most two. */
  private namesBelow(begin: TrieNode, { isExcluded }: NameQuery): string[] {
    const found = new Set<string>();
    const stack = [begin];
    for (let next = stack.pop(); next && found.size < 2; next = stack.pop()) {
      for (const index of next.ends) if (!isExcluded(this.names[index]!)) found.add(this.names[index]!);
      for (const child of next.next.values()) stack.push(child);
    }
    return [...found].slice(0, 2);
  }
}

/** What the next row is computed from. */
interface DistanceRowInputs extends Pick<SearchState, 'depth' | 'letter' | 'row' | 'previousRow'> {
  folded: string;
  maxDistance: number;
}

/**
 * The row for one more letter (optimal string alignment, as in `editDistance`); undefined if all distances exceed the
 * maximum.
 */
function nextDistanceRow(
  own: string,
  { folded, maxDistance, depth, letter, row, previousRow }: DistanceRowInputs,
): DistanceRow | undefined {
  const below: number[] = [];
  let least = Infinity;
  for (let at = 0; at <= 2 * maxDistance; at += 1) {
    const letters = depth + at - maxDistance;
    let cost = letters === 0 ? depth : Infinity;
    if (letters > 0 && letters <= folded.length) {
      const last = folded[letters - 1];
      cost = Math.min(
        (row[at + 1] ?? Infinity) + 1,
        (below[at - 1] ?? Infinity) + 1,
        row[at]! + +(own !== last),
      );
      if (letters > 1 && letter === last && own === folded[letters - 2])
        cost = Math.min(cost, previousRow[at]! + 1);
    }
    below.push(cost);
    if (cost < least) least = cost;
  }
  return least <= maxDistance ? below : undefined;
}
