import { batchOf } from '../tensor-type.js';
import type { CompiledDataset } from '../compiled-dataset.js';
import type { WireId } from '../program.js';
import { copied, type WireBuilder } from './wire-builder.js';

/** A field of the data as a wire. A field that the data set adds is put in as the wires that make it. */
export function addFieldWire(
  builder: WireBuilder,
  { fields }: Pick<CompiledDataset, 'fields'>,
  name: string,
): WireId | undefined {
  const field = fields.get(name);
  if (!field) return undefined;
  const { type, from } = field;
  if (from.kind === 'stored') {
    return builder.add({ op: 'field', name, type: batchOf(type.shape, type.dtype) });
  }
  // A field that the same data set adds is in the list already.
  return from.wires === builder.wires ? from.wire : copied(builder, from.wires, from.wire);
}
