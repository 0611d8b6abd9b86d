/** Places of numbers, in WGSL. */

/** The pixel of an image [batch, H, W, C] at `index`: its example b, row y, column x and channel c. */
export const PIXEL = `
    let c = index % C;
    let x = (index / C) % W;
    let y = (index / (C * W)) % H;
    let b = index / (C * W * H);`;

/**
 * The number of A, with sides IN0, IN1 ..., from which that of the result at `index` is taken, with sides OUT0, OUT1 ...; for
 * tensors of any rank.
 *
 * @param placeOn for an axis, from the place `at` of a result's number on it: statements, and the place in A
 */
export function gatherByAxis(
  rank: number,
  placeOn: (axis: number, at: string) => { before?: string; place: string },
): string {
  const axes = Array.from({ length: rank }, (_, axis) => axis).reverse();
  const steps = axes.map((axis) => {
    const { before = '', place } = placeOn(axis, `at${axis}`);
    return `
        let at${axis} = rest % OUT${axis};
        ${before}
        source = source + (${place}) * stride;
        stride = stride * IN${axis};
        rest = rest / OUT${axis};`;
  });
  return `
      fn value(index : i32) -> f32 {
        var rest = index;
        var source = 0;
        var stride = 1;
        ${steps.join('')}
        return A[source];
      }`;
}

/** The constants that it needs. */
export const sideConstants = (
  inputShape: readonly number[],
  outputShape: readonly number[],
): Record<string, number> =>
  Object.fromEntries(
    inputShape.flatMap((side, axis) => [
      [`IN${axis}`, side],
      [`OUT${axis}`, outputShape[axis]!],
    ]),
  );
