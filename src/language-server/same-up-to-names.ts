import type { Program } from '../compiler/index.js';

/** Whether two Programs are the same where the names are taken as equal, also as parts of other names. */
export function sameUpToNames(a: Program, b: Program, names: readonly string[]): boolean {
  const isName = new Set(names);
  const form = (text: string) => text.replace(WORD, (word) => (isName.has(word) ? '?' : word));
  const sameText = (one: string, other: string) => one === other || form(one) === form(other);

  function same(one: unknown, other: unknown): boolean {
    if (typeof one === 'string' && typeof other === 'string') return sameText(one, other);
    if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
      return Object.is(one, other);
    if (Array.isArray(one) || Array.isArray(other)) {
      if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
      return one.every((item, at) => same(item, other[at]));
    }
    const [entries, others] = [entriesOf(one), entriesOf(other)];
    return (
      entries.length === others.length &&
      entries.every(([key, value], at) => sameText(key, others[at]![0]) && same(value, others[at]![1]))
    );
  }
  return same(a, b);
}

const WORD = /[A-Za-z_]\w*/g;

const NOT_COMPARED = new Set(['range', 'fingerprint', 'stream']);

/** Without places in the text, hashes of what is compared here, and the names that draws are told apart by. */
const entriesOf = (record: object): [string, unknown][] =>
  keysOf(record).flatMap((key): [string, unknown][] => {
    const value = NOT_COMPARED.has(key) ? undefined : (record as Record<string, unknown>)[key];
    return value === undefined ? [] : [[key, value]];
  });

/** Keys, without that of fingerprints, which are hashed when they are read. */
const keysOf = (record: object): string[] => Object.keys(record).filter((key) => key !== 'fingerprint');

/** The names of the streams that a Program draws from, as they stand in it. */
export function streamsOf(program: Program): string[] {
  const streams: string[] = [];
  const waiting: unknown[] = [program];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    for (const key of keysOf(next)) {
      const value = (next as Record<string, unknown>)[key];
      if (key === 'stream' && typeof value === 'string') streams.push(value);
      if (typeof value === 'object' && value !== null && key !== 'range' && key !== 'type')
        waiting.push(value);
    }
  }
  return streams;
}

/** Whether anything is drawn from a stream whose name has this name as a part. */
export const drawsByName = (program: Program, name: string): boolean =>
  streamsOf(program).some((stream) => stream.match(WORD)?.includes(name));
