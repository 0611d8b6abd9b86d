import { shapeSize, type FieldType } from '../../vocabulary/index.js';
import { nullPrototypeRecord, ownValue } from '../../records/index.js';
import type { ArrayAllocator, ExampleSet } from './example-set.js';

export type NumberArray = Float32Array | Int32Array;

/**
 * The interface between the steps of a data set: a set of examples with random access. The same example may be
 * visited many times, and be augmented differently each time; `visits` gives the number of the visit for each row. An
 * epoch visits all examples; a pair visits an example of its shorter side many times per epoch.
 */
export interface IndexedExamples {
  examples: number;
  fields: Readonly<Record<string, FieldType>>;
  /** Write a field of the given rows consecutively into `out`: [rows, ...shape]. */
  gather(field: string, rows: ArrayLike<number>, visits: ArrayLike<number>, out: NumberArray): void;
  /** True if a field can differ between visits. */
  varies(field: string): boolean;
  /** See ExampleSet.drawKey. */
  drawKey(row: number, visit: number, every: 'once' | 'epoch', member?: string): number;
  /** Class indices of all examples, for a label field; null for other fields. */
  classes(field: string): ArrayLike<number> | null;
}

const freshArrays: ArrayAllocator = {
  floats: (length) => new Float32Array(length),
  ints: (length) => new Int32Array(length),
};

export function asExampleSet(set: IndexedExamples): ExampleSet {
  return {
    examples: set.examples,
    fields: set.fields,
    gather(order, epoch, fields, arrays = freshArrays) {
      const visits = new Float64Array(order.length).fill(epoch);
      const batch = nullPrototypeRecord<NumberArray>();
      for (const field of fields) {
        const type = ownValue(set.fields, field);
        if (!type) throw new Error(`there is no field named ${field}`);
        const size = order.length * shapeSize(type.shape);
        const out = type.dtype === 'int32' ? arrays.ints(size) : arrays.floats(size);
        set.gather(field, order, visits, out);
        batch[field] = out;
      }
      return batch;
    },
    classes: (label) => set.classes(label),
    varies: (field) => set.varies(field),
    drawKey: (example, epoch, every, member) => set.drawKey(example, epoch, every, member),
  };
}
