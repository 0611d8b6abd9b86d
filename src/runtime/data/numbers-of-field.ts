import { shapeSize } from '../../vocabulary/index.js';
import type { IndexedExamples, NumberArray } from './indexed-examples.js';

/** The numbers of a field of all examples, as they are when they first come: [examples, ...shape]. */
export function numbersOf(set: IndexedExamples, field: string): NumberArray {
  const { shape, dtype } = set.fields[field]!;
  const length = set.examples * shapeSize(shape);
  const values = dtype === 'int32' ? new Int32Array(length) : new Float32Array(length);
  const rows = Int32Array.from({ length: set.examples }, (_, row) => row);
  set.gather(field, rows, new Float64Array(set.examples), values);
  return values;
}
