import type { FieldType } from '../vocabulary/index.js';
import type { Dataset, Wire, WireId } from './program.js';

/** A field that examples have: in the data itself, or computed from fields that are there. */
export interface DatasetField {
  type: FieldType;
  from: { kind: 'stored' } | { kind: 'added'; wires: readonly Wire[]; wire: WireId };
  /** Kept for fields made of it, under a name that no graph can write. */
  kept?: true;
}

export interface CompiledDataset {
  dataset: Dataset;
  fields: ReadonlyMap<string, DatasetField>;
}

/** Names of fields, how many were looked at, and where their map goes on. */
const lists = new WeakMap<
  object,
  { names: string[]; read: number; left: Iterator<[string, DatasetField]> }
>();

/** Names of the fields that a graph can write; the same array each time, which grows with the fields. */
export function writableFieldNames(fields: ReadonlyMap<string, DatasetField>): readonly string[] {
  const known = lists.get(fields) ?? { names: [], read: 0, left: fields.entries() };
  lists.set(fields, known);
  for (; known.read < fields.size; known.read += 1) {
    const [name, { kept }] = known.left.next().value as [string, DatasetField];
    if (!kept) known.names.push(name);
  }
  return known.names;
}
