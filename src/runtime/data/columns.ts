import type { Column, FieldType, LoadedSource } from '../../vocabulary/index.js';
import { own } from '../../names/index.js';
import { elements, type Examples, type Numbers } from './examples.js';

/** Bytes become numbers a batch at a time: kept as they are, they take a quarter of the memory. */
function fillColumn(column: Column, rows: ArrayLike<number>, out: Numbers): void {
  const { data, classes, scale } = column;
  if (classes !== undefined) {
    out.fill(0);
    for (let i = 0; i < rows.length; i++) out[i * classes + data[rows[i]!]!] = 1;
    return;
  }
  const size = elements(column.shape);
  if (!(data instanceof Uint8Array)) {
    for (let i = 0; i < rows.length; i++) {
      const from = rows[i]! * size;
      out.set(data.subarray(from, from + size), i * size);
    }
    return;
  }
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * size;
    scaled(data.subarray(from, from + size), scale, out.subarray(i * size, (i + 1) * size) as Float32Array);
  }
}

function scaled(bytes: Uint8Array, scale: number, out: Float32Array): void {
  for (let i = 0; i < bytes.length; i++) out[i] = bytes[i]! * scale;
}

/**
 * One split of what a source loaded. Examples are numbered through all splits of the source, so that no two of them
 * have the same draws.
 */
export function columnExamples(
  source: LoadedSource,
  split: string,
  fields: Readonly<Record<string, FieldType>>,
): Examples {
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
    fill: (field, rows, _visits, out) => fillColumn(columns[field]!, rows, out),
    varies: () => false,
    key: (row, visit, every) => (every === 'once' ? 0 : visit * total) + before + row,
    classes(field) {
      const column = own(columns, field);
      return column?.classes === undefined ? null : column.data;
    },
  };
}
