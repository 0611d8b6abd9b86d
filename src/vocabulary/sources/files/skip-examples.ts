import { shapeSize } from '../../tensor-shape.js';
import type { Column } from '../../definition-types.js';

/** The columns without some examples. */
export function withoutExamples(
  columns: Readonly<Record<string, Column>>,
  examples: number,
  skipped: ReadonlySet<number>,
): Record<string, Column> {
  const kept = Array.from({ length: examples }, (_, row) => row).filter((row) => !skipped.has(row));
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => {
      const size = shapeSize(column.shape);
      const data = new (column.data.constructor as new (length: number) => Column['data'])(
        kept.length * size,
      );
      kept.forEach((row, at) => data.set(column.data.subarray(row * size, (row + 1) * size), at * size));
      return [name, { ...column, data }];
    }),
  );
}
