import { shapeSize, type Column, type FieldType, type LoadedSource } from '../../vocabulary/index.js';
import { ownValue } from '../../records/index.js';
import { subset } from './divide-examples.js';
import { type IndexedExamples, type NumberArray } from './indexed-examples.js';

/** Bytes are converted to float32 per batch: stored as bytes they take a quarter of the memory. */
function gatherColumn(column: Column, rows: ArrayLike<number>, out: NumberArray): void {
  const { data, classes, scale } = column;
  if (classes !== undefined) {
    out.fill(0);
    for (let i = 0; i < rows.length; i++) out[i * classes + data[rows[i]!]!] = 1;
    return;
  }
  const size = shapeSize(column.shape);
  if (!(data instanceof Uint8Array)) {
    for (let i = 0; i < rows.length; i++) {
      const from = rows[i]! * size;
      out.set(data.subarray(from, from + size), i * size);
    }
    return;
  }
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * size;
    scaleBytes(
      data.subarray(from, from + size),
      scale,
      out.subarray(i * size, (i + 1) * size) as Float32Array,
    );
  }
}

function scaleBytes(bytes: Uint8Array, scale: number, out: Float32Array): void {
  for (let i = 0; i < bytes.length; i++) out[i] = bytes[i]! * scale;
}

/** One split of a source. Examples are numbered across all splits of the source, so that no two of them share draws. */
export function examplesOfSplit(
  source: LoadedSource,
  split: string,
  fields: Readonly<Record<string, FieldType>>,
): IndexedExamples {
  const part = ownValue(source.subsets ?? {}, split);
  if (part) return subset(examplesOfSplit(source, part.of, fields), part.rows());
  const { examples, columns } = source.splits[split]!;
  let before = 0;
  let total = 0;
  for (const [name, other] of Object.entries(source.splits)) {
    if (name === split) before = total;
    total += other.examples;
  }
  return {
    examples,
    fields,
    gather: (field, rows, _visits, out) => gatherColumn(columns[field]!, rows, out),
    varies: () => false,
    drawKey: (row, visit, every) => (every === 'once' ? 0 : visit * total) + before + row,
    classes(field) {
      const column = ownValue(columns, field);
      return column?.classes === undefined ? null : column.data;
    },
  };
}
