import { createHash } from 'node:crypto';

/**
 * JSON with sorted keys: equal content gives equal text. No key is skipped, since any name may be a key. Written by
 * hand: JSON.stringify with a replacer that sorts takes five times as long, and that was half of compiling a graph.
 */
export function canonicalJson(value: unknown): string {
  return written(value) ?? 'null';
}

/** Undefined for what JSON leaves out of an object. */
function written(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Number.isFinite(value) ? String(value === 0 ? 0 : value) : 'null';
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return writtenList(value);
      if (value instanceof Map || value instanceof Set)
        throw new Error('JSON would leave out what a Map holds');
      return writtenRecord(value as Readonly<Record<string, unknown>>);
    case 'bigint':
      throw new TypeError('JSON has no numbers of any length');
    default:
      return undefined;
  }
}

function writtenList(items: readonly unknown[]): string {
  let text = '[';
  for (let at = 0; at < items.length; at += 1)
    text += `${at === 0 ? '' : ','}${written(items[at]) ?? 'null'}`;
  return `${text}]`;
}

function writtenRecord(record: Readonly<Record<string, unknown>>): string {
  let text = '{';
  for (const key of sortedKeys(record)) {
    const value = written(record[key]);
    if (value !== undefined) text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${value}`;
  }
  return `${text}}`;
}

/** By code units; numbers that are indices first, in their order, as every object has them. */
function sortedKeys(record: object): string[] {
  const keys = Object.keys(record);
  let isSorted = true;
  for (let at = 1; at < keys.length && isSorted; at += 1) isSorted = keys[at - 1]! < keys[at]!;
  const first = keys[0];
  // An object lists its indices first whatever else it holds.
  if (first === undefined || (isSorted && !isIndex(first))) return keys;
  const indices = keys.filter(isIndex);
  const names = keys.slice(indices.length).sort();
  return [...indices, ...names];
}

const isIndex = (key: string): boolean => /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1;

/** sha256 of a value's canonical JSON. */
export const canonicalHash = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex');
