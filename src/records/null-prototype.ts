/**
 * Records whose keys are names that people chose. Any name is possible, `constructor`, `toString` and `__proto__` too,
 * so nothing may be found under a name before it is put there. Where values neither cross a process border nor become
 * JSON, a Map does the same and is to be preferred.
 */

/** An empty record without a prototype, or one with these entries. */
export function nullPrototypeRecord<T>(entries: Iterable<readonly [string, T]> = []): Record<string, T> {
  const record = Object.create(null) as Record<string, T>;
  for (const [name, value] of entries) record[name] = value;
  return record;
}

/** The same entries without a prototype: for records that come out of JSON or another process, which have one. */
export const toNullPrototype = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  nullPrototypeRecord(Object.entries(record));

/** What stands under a name, wherever the record comes from; undefined where nothing does. */
export const ownValue = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
