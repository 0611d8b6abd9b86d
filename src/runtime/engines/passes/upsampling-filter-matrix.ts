type Pair = readonly [number, number];

/**
 * Which places of a filter (columns) go into each place of the larger one (rows) that stands for it and the upsampling
 * before it: `@Spread` multiplies a filter's places by this matrix, `@Gather` those of its gradient by the matrix turned.
 */
export function upsamplingFilterMatrix(kernel: Pair, scale: Pair, transposed: boolean): number[][] {
  const along = (axis: 0 | 1) => {
    const side = kernel[axis];
    return Array.from({ length: side + scale[axis] - 1 }, (_, to) =>
      Array.from({ length: side }, (__, from) => {
        const shift = transposed ? to + from - (side - 1) : to - from;
        return shift >= 0 && shift < scale[axis] ? 1 : 0;
      }),
    );
  };
  const [rows, columns] = [along(0), along(1)];
  return rows.flatMap((row) => columns.map((column) => row.flatMap((a) => column.map((b) => a * b))));
}
