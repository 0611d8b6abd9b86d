import { batchType } from '../tensor-type.js';
import type { CompiledDataset } from '../compiled-dataset.js';
import type { WireId } from '../program.js';
import { copyWire, type WireBuilder } from './wire-builder.js';

/** The wire of a data field. A computed field is inlined as the wires that compute it. */
export function addFieldWire(
  builder: WireBuilder,
  { fields }: Pick<CompiledDataset, 'fields'>,
  name: string,
): WireId | undefined {
  const field = fields.get(name);
  if (!field) return undefined;
  const { type, from } = field;
  if (from.kind === 'stored') {
    return builder.add({ op: 'field', name, type: batchType(type.shape, type.dtype) });
  }
  // A field added by the same data set is in the list already.
  return from.wires === builder.wires ? from.wire : copyWire(builder, from.wires, from.wire);
}
