/**
 * sums[i, j] += the product of columns i of `a` and j of `b`, in tiles of 4 columns by 4, which takes a quarter of the loads of
 * single dot products. Columns are stored one after the other, `count` elements each.
 *
 * @param isSymmetric whether `a` is `b`: only the upper triangle is computed, and both are written
 */
export function accumulateProducts(
  sums: Float64Array,
  a: Float64Array,
  b: Float64Array,
  { count, isSymmetric }: { count: number; isSymmetric: boolean },
): void {
  const [rows, columns] = [a.length / count, b.length / count];
  const tile = new Float64Array(16);
  for (let i = 0; i < rows; i += 4) {
    for (let j = isSymmetric ? i : 0; j < columns; j += 4) {
      const [height, width] = [Math.min(4, rows - i), Math.min(4, columns - j)];
      if (height === 4 && width === 4) tileOfFour(tile, a, b, i * count, j * count, count);
      else smallTile(tile, a, b, { i, j, height, width, count });
      for (let r = 0; r < height; r++) {
        for (let c = 0; c < width; c++) {
          const [row, column] = [i + r, j + c];
          if (isSymmetric && column < row) continue;
          const value = tile[r * 4 + c]!;
          sums[row * columns + column]! += value;
          if (isSymmetric && column > row) sums[column * columns + row]! += value;
        }
      }
    }
  }
}

function smallTile(
  tile: Float64Array,
  a: Float64Array,
  b: Float64Array,
  at: { i: number; j: number; height: number; width: number; count: number },
): void {
  const { i, j, height, width, count } = at;
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      const [from, other] = [(i + r) * count, (j + c) * count];
      let sum = 0;
      for (let n = 0; n < count; n++) sum += a[from + n]! * b[other + n]!;
      tile[r * 4 + c] = sum;
    }
  }
}

/** The sums are variables of their own, which compilers keep in registers. */
function tileOfFour(
  tile: Float64Array,
  a: Float64Array,
  b: Float64Array,
  i: number,
  j: number,
  count: number,
): void {
  let [s00, s01, s02, s03] = [0, 0, 0, 0];
  let [s10, s11, s12, s13] = [0, 0, 0, 0];
  let [s20, s21, s22, s23] = [0, 0, 0, 0];
  let [s30, s31, s32, s33] = [0, 0, 0, 0];
  for (let n = 0; n < count; n++) {
    const [a0, a1, a2, a3] = [a[i + n]!, a[i + count + n]!, a[i + 2 * count + n]!, a[i + 3 * count + n]!];
    const [b0, b1, b2, b3] = [b[j + n]!, b[j + count + n]!, b[j + 2 * count + n]!, b[j + 3 * count + n]!];
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s22 += a2 * b2;
    s23 += a2 * b3;
    s30 += a3 * b0;
    s31 += a3 * b1;
    s32 += a3 * b2;
    s33 += a3 * b3;
  }
  tile.set([s00, s01, s02, s03, s10, s11, s12, s13, s20, s21, s22, s23, s30, s31, s32, s33]);
}
