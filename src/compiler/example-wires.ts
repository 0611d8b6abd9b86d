import type { FieldType } from '../vocabulary/index.js';
import { writableFieldNames, type CompiledDataset } from './compiled-dataset.js';
import { addFieldWire, createWireBuilder } from './expressions/index.js';
import type { Wire, WireId } from './program.js';

/** The fields of a data set as wires: those that it adds are computed. */
export interface ExampleWires {
  wires: Wire[];
  fields: { name: string; type: FieldType; wire: WireId; isStored: boolean }[];
}

export function exampleWires(data: CompiledDataset): ExampleWires {
  const builder = createWireBuilder();
  const fields = writableFieldNames(data.fields).map((name) => {
    const { type, from } = data.fields.get(name)!;
    return { name, type, wire: addFieldWire(builder, data, name)!, isStored: from.kind === 'stored' };
  });
  return { wires: builder.wires, fields };
}
