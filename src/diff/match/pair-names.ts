/** Which entry of one program is which of the other. */

/** An entry's name before, and after: another one if it was renamed. */
export type NameMap = Map<string, string>;

interface Named {
  name: string;
  /** What its streams are named after: its name, or the one that it had before (`was`). */
  stream?: string;
}

const formerName = ({ name, stream }: Named): string | undefined => (stream === name ? undefined : stream);

export interface PairingRule<T> {
  /** Entries are the same under two names if these agree. */
  signature: (entry: T, side: 'a' | 'b') => unknown;
  /** How well two entries fit, of several that could be meant; 0 or more. */
  affinity?: (before: T, after: T) => number;
  /** Pairs of a lower affinity are none, even if there is no other candidate. */
  minimum?: number;
}

/**
 * Pairs entries by `was` and by name, then by each rule in turn; what is left was removed or added. Of several
 * candidates, those of the highest affinity are paired first, and of equal ones those that come first.
 */
export function pairNames<T extends Named>(
  before: readonly T[],
  after: readonly T[],
  rules: readonly PairingRule<T>[],
): NameMap {
  const map: NameMap = new Map();
  const open = new Map(before.map((entry) => [entry.name, entry]));
  const unpaired = new Map(after.map((entry) => [entry.name, entry]));
  const pair = (from: string | undefined, to: string): void => {
    if (from === undefined || !open.has(from) || !unpaired.has(to)) return;
    map.set(from, to);
    open.delete(from);
    unpaired.delete(to);
  };
  const formerNames = new Map(
    before.flatMap((entry) => {
      const was = formerName(entry);
      return was === undefined ? [] : [[was, entry.name] as const];
    }),
  );
  const named = after.map((entry) => ({ name: entry.name, was: formerName(entry) }));
  for (const { name, was } of named) {
    const same = open.get(name);
    if (same && formerName(same) === was) pair(name, name);
  }
  for (const { name, was } of named) pair(was, name);
  for (const { name, was } of named) pair(was === undefined ? undefined : formerNames.get(was), name);
  for (const { name } of named) pair(name, name);
  for (const { name } of named) pair(formerNames.get(name), name);
  for (const { signature, affinity = () => 0, minimum = 0 } of rules) {
    if (open.size === 0 || unpaired.size === 0) break;
    const groups = new Map<unknown, T[]>();
    for (const entry of open.values()) {
      const key = signature(entry, 'a');
      groups.set(key, [...(groups.get(key) ?? []), entry]);
    }
    const candidates = [...unpaired.values()].flatMap((entry) =>
      (groups.get(signature(entry, 'b')) ?? []).map((from) => ({
        from: from.name,
        to: entry.name,
        fit: affinity(from, entry),
      })),
    );
    candidates.sort((one, other) => other.fit - one.fit);
    for (const { from, to, fit } of candidates) if (fit >= minimum) pair(from, to);
  }
  return map;
}
