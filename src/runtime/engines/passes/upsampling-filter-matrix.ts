type Pair = readonly [number, number];

/**
 * The 0/1 matrix from a filter's kernel offsets (columns) to those of the summed filter (rows) that merges it with
 * the preceding upsampling: `@Spread` multiplies by it, `@Gather` by its transpose.
 */
export function upsamplingFilterMatrix(kernel: Pair, scale: Pair, transposed: boolean): number[][] {
  const axisMatrix = (axis: 0 | 1) => {
    const side = kernel[axis];
    return Array.from({ length: side + scale[axis] - 1 }, (_, to) =>
      Array.from({ length: side }, (__, from) => {
        const shift = transposed ? to + from - (side - 1) : to - from;
        return shift >= 0 && shift < scale[axis] ? 1 : 0;
      }),
    );
  };
  const [rows, columns] = [axisMatrix(0), axisMatrix(1)];
  return rows.flatMap((row) => columns.map((column) => row.flatMap((a) => column.map((b) => a * b))));
}
