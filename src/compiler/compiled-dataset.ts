import type { FieldType } from '../vocabulary/index.js';
import type { Dataset, Wire, WireId } from './program.js';

/** A field of the examples: in the data itself, or computed from other fields. */
export interface DatasetField {
  type: FieldType;
  from: { kind: 'stored' } | { kind: 'added'; wires: readonly Wire[]; wire: WireId };
  /** A copy kept for fields derived from it, under a name that a graph cannot write. */
  kept?: true;
}

export interface CompiledDataset {
  dataset: Dataset;
  fields: ReadonlyMap<string, DatasetField>;
}

/** Cached lists of names, with the number of fields already read and the map's open iterator. */
const lists = new WeakMap<
  object,
  { names: string[]; read: number; left: Iterator<[string, DatasetField]> }
>();

/** Names of the fields that a graph can refer to; the same array each time, which grows with the fields. */
export function writableFieldNames(fields: ReadonlyMap<string, DatasetField>): readonly string[] {
  const known = lists.get(fields) ?? { names: [], read: 0, left: fields.entries() };
  lists.set(fields, known);
  for (; known.read < fields.size; known.read += 1) {
    const [name, { kept }] = known.left.next().value as [string, DatasetField];
    if (!kept) known.names.push(name);
  }
  return known.names;
}
