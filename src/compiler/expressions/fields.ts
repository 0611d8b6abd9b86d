import { batched } from '../tensor-type.js';
import type { KnownData } from '../known-data.js';
import type { WireId } from '../program.js';
import { copied, type WireList } from './wire-list.js';

/** A field of the data as a wire. A field that the data set adds is put in as the wires that make it. */
export function fieldOf(
  list: WireList,
  { fields }: Pick<KnownData, 'fields'>,
  name: string,
): WireId | undefined {
  const field = fields.get(name);
  if (!field) return undefined;
  const { type, from } = field;
  if (from.kind === 'stored') {
    return list.add({ op: 'field', name, type: batched(type.shape, type.dtype) });
  }
  // A field that the same data set adds is in the list already.
  return from.wires === list.wires ? from.wire : copied(list, from.wires, from.wire);
}
