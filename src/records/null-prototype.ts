/**
 * Records keyed by user-chosen names. Such a name may be `constructor`, `toString` or `__proto__`, so these records
 * have no prototype: a lookup finds only what was inserted. Prefer a Map where the value neither crosses a process
 * boundary nor becomes JSON.
 */

/** An empty record without a prototype, or one with these entries. */
export function nullPrototypeRecord<T>(entries: Iterable<readonly [string, T]> = []): Record<string, T> {
  const record = Object.create(null) as Record<string, T>;
  for (const [name, value] of entries) record[name] = value;
  return record;
}

/** Copies the entries to a record without a prototype: for records from JSON or another process. */
export const toNullPrototype = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  nullPrototypeRecord(Object.entries(record));

/** The record's own value for a key (never an inherited one); undefined if there is none. */
export const ownValue = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
