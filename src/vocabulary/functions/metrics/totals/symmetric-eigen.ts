/** More turns than any matrix needs. */
const MOST_SWEEPS = 60;

/**
 * Eigenvalues of a symmetric matrix, and its eigenvectors as columns, by Jacobi's rotations (Golub and Van Loan 2013, section
 * 8.5): accurate also for small eigenvalues. Time grows with the third power of the size; some seconds for 512.
 */
export function symmetricEigen(
  matrix: Float64Array,
  size: number,
): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice();
  // Rows are eigenvectors while it turns, so that memory is passed over in order.
  const v = new Float64Array(size * size);
  for (let at = 0; at < size; at++) v[at * size + at] = 1;
  const scale = matrix.reduce((most, one) => Math.max(most, Math.abs(one)), Number.MIN_VALUE);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let turned = false;
    for (let p = 0; p < size; p++)
      for (let q = p + 1; q < size; q++) {
        const apart = a[p * size + q]!;
        const diagonal = Math.sqrt(Math.abs(a[p * size + p]! * a[q * size + q]!));
        if (Math.abs(apart) <= 1e-15 * diagonal || Math.abs(apart) <= 1e-18 * scale) continue;
        turned = true;
        const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * apart);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const cosine = 1 / Math.hypot(t, 1);
        const sine = t * cosine;
        rotateColumns(a, size, p, q, cosine, sine);
        rotateRows(a, size, p, q, cosine, sine);
        rotateRows(v, size, p, q, cosine, sine);
      }
    if (!turned) break;
  }
  return {
    values: Float64Array.from({ length: size }, (_, at) => a[at * size + at]!),
    vectors: v.map((_, at) => v[(at % size) * size + Math.floor(at / size)]!),
  };
}

function rotateRows(a: Float64Array, size: number, p: number, q: number, c: number, s: number): void {
  for (let k = 0; k < size; k++) {
    const [x, y] = [a[p * size + k]!, a[q * size + k]!];
    a[p * size + k] = c * x - s * y;
    a[q * size + k] = s * x + c * y;
  }
}

function rotateColumns(a: Float64Array, size: number, p: number, q: number, c: number, s: number): void {
  for (let k = 0; k < size * size; k += size) {
    const [x, y] = [a[k + p]!, a[k + q]!];
    a[k + p] = c * x - s * y;
    a[k + q] = s * x + c * y;
  }
}
