import { longestCommonSubsequence } from '../alignment/index.js';

/** Stretches of three lists: an item that both sides still have, or what lies between two of those. */
export type ThreeWayStretch =
  | { kind: 'kept'; base: number; ours: number; theirs: number }
  | { kind: 'gap'; base: Stretch; ours: Stretch; theirs: Stretch };

/** Items from `start` up to `end`, without it. */
export interface Stretch {
  start: number;
  end: number;
}

/** For each item of the base its place in another list; -1 where that has none. Places increase. */
export type Alignment = readonly number[];

/** The stretches of three lists, in their order; gaps without an item are left out. */
export function threeWayStretches(
  ours: Alignment,
  theirs: Alignment,
  lengths: { ours: number; theirs: number },
): ThreeWayStretch[] {
  const found: ThreeWayStretch[] = [];
  const next = { base: 0, ours: 0, theirs: 0 };
  const closeGap = (base: number, inOurs: number, inTheirs: number) => {
    const gap = {
      kind: 'gap' as const,
      base: { start: next.base, end: base },
      ours: { start: next.ours, end: inOurs },
      theirs: { start: next.theirs, end: inTheirs },
    };
    if ([gap.base, gap.ours, gap.theirs].some(({ start, end }) => end > start)) found.push(gap);
  };
  for (let base = 0; base < ours.length; base += 1) {
    const [inOurs, inTheirs] = [ours[base]!, theirs[base]!];
    if (inOurs < 0 || inTheirs < 0) continue;
    closeGap(base, inOurs, inTheirs);
    found.push({ kind: 'kept', base, ours: inOurs, theirs: inTheirs });
    Object.assign(next, { base: base + 1, ours: inOurs + 1, theirs: inTheirs + 1 });
  }
  closeGap(ours.length, lengths.ours, lengths.theirs);
  return found;
}

/**
 * Which item of a list is which of another: those with the same first key, then, between those, the ones with the same
 * second key, and so on.
 */
export function alignInSteps<T>(
  from: readonly T[],
  to: readonly T[],
  keys: readonly ((item: T) => string | undefined)[],
): Alignment {
  let places: Alignment = from.map(() => -1);
  for (const key of keys) {
    const result = [...places];
    let [start, next] = [0, 0];
    for (let at = 0; at <= from.length; at += 1) {
      const place = at < from.length ? places[at]! : to.length;
      if (place < 0) continue;
      const found = longestCommonSubsequence(from.slice(start, at).map(key), to.slice(next, place).map(key));
      found.forEach((offset, i) => {
        if (offset >= 0) result[start + i] = next + offset;
      });
      [start, next] = [at + 1, place + 1];
    }
    places = result;
  }
  return places;
}

/** The value that a three-way merge of single values takes; undefined if both sides changed it, each in its own way. */
export function threeWayValue<T>(base: T, ours: T, theirs: T): { value: T } | undefined {
  if (ours === theirs || theirs === base) return { value: ours };
  return ours === base ? { value: theirs } : undefined;
}
