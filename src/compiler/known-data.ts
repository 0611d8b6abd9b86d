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

/** Names of the fields that a graph can write. */
export const fieldNames = (fields: ReadonlyMap<string, KnownField>): string[] =>
  [...fields].flatMap(([name, { kept }]) => (kept ? [] : [name]));
