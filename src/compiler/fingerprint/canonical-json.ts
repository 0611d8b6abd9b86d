import { createHash } from 'node:crypto';

/** JSON with sorted keys: equal content gives equal text. No key is skipped, since any name may be a key. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    if (inner instanceof Map || inner instanceof Set)
      throw new Error('JSON would leave out what a Map holds');
    // `fromEntries` defines properties, so that `__proto__` is one like any other.
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

/** sha256 of a value's canonical JSON. */
export const canonicalHash = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex');
