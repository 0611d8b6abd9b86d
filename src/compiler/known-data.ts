import type { FieldType } from '../vocabulary/index.js';
import type { Dataset, Wire, WireId } from './program.js';

/** A field that examples have: in the data itself, or computed from fields that are there. */
export interface KnownField {
  type: FieldType;
  from: { kind: 'stored' } | { kind: 'added'; wires: readonly Wire[]; wire: WireId };
}

export interface KnownData {
  dataset: Dataset;
  fields: ReadonlyMap<string, KnownField>;
}
