import type { FieldType } from '../vocabulary/index.js';
import type { Dataset, Wire, WireId } from './program.js';

/** A field that examples have: in the data itself, or computed from fields that are there. */
export interface KnownField {
  type: FieldType;
  from: { kind: 'stored' } | { kind: 'added'; wires: readonly Wire[]; wire: WireId };
  /** Kept for fields made of it, under a name that no graph can write. */
  kept?: true;
}

export interface KnownData {
  dataset: Dataset;
  fields: ReadonlyMap<string, KnownField>;
}

/** Names of fields, how many were looked at, and where their map goes on. */
const lists = new WeakMap<object, { names: string[]; read: number; left: Iterator<[string, KnownField]> }>();

/** Names of the fields that a graph can write; the same array each time, which grows with the fields. */
export function fieldNames(fields: ReadonlyMap<string, KnownField>): readonly string[] {
  const known = lists.get(fields) ?? { names: [], read: 0, left: fields.entries() };
  lists.set(fields, known);
  for (; known.read < fields.size; known.read += 1) {
    const [name, { kept }] = known.left.next().value as [string, KnownField];
    if (!kept) known.names.push(name);
  }
  return known.names;
}
