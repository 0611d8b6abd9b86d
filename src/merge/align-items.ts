import type { SourceItem } from '../dsl/index.js';
import { dataOf } from './identity.js';
import { wordOf } from './places.js';
import { alignInSteps, type Alignment } from './three-way.js';

/**
 * Which item of a list is which of another: first those that are the same, between those the ones of one `name:`, and
 * between those the ones of one word.
 */
export const alignItems = (from: readonly SourceItem[], to: readonly SourceItem[]): Alignment =>
  alignInSteps(from, to, [identity, nameOf, firstWord]);

const identity = ({ value }: SourceItem): string => dataOf(value);

function nameOf({ value }: SourceItem): string | undefined {
  if (value.kind !== 'map') return undefined;
  const name = value.items.find(({ key }) => key === 'name' || key === 'network')?.value;
  return name?.kind === 'scalar' && typeof name.value === 'string' ? name.value : undefined;
}

function firstWord({ value }: SourceItem): string | undefined {
  if (value.kind === 'scalar') {
    return typeof value.value === 'string' && /^[A-Z]\w*$/.test(value.value) ? value.value : undefined;
  }
  return value.kind === 'map' ? (wordOf(value, []) ?? value.items[0]?.key) : undefined;
}
