/** Values as short texts. */
import { canonicalJson } from '../../compiler/index.js';

/** `32`, `relu`, `[3, 3]`, `horizontal`: as in a graph, without quotes. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value === '' ? '""' : value;
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, part]) => `${key}: ${valueText(part)}`);
    return `{${entries.join(', ')}}`;
  }
  return String(value);
}

export const sameValue = (a: unknown, b: unknown): boolean =>
  Object.is(a, b) || canonicalJson(a ?? null) === canonicalJson(b ?? null);

/** `114,280` */
export const countText = (count: number): string => count.toLocaleString('en');

/** `1 layer`, `2 layers` */
export const numberOf = (count: number, noun: string): string =>
  `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;

/** `a`, `a and b`, `a, b and c` */
export function listText(names: readonly string[]): string {
  if (names.length <= 1) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}
