/**
 * The summed filter of upsampling followed by convolution, and its adjoint for the gradient (see
 * passes/fuse-upsampling.ts): each offset of the kernel is added to those that the upsampling spreads it to.
 */
import type { KernelCall } from '../../../capture/index.js';
import { upsamplingFilterMatrix } from '../../passes/index.js';
import type { Lowering } from '../lowering.js';

const emit =
  (isGradient: boolean) =>
  (lowering: Lowering, call: KernelCall): void => {
    const { scale, turned } = call.attrs as { scale: [number, number]; turned: boolean };
    const [x, y] = [lowering.input(call, 'x'), call.outputs[0]!];
    const [rows = 1, columns = 1] = lowering.spec(y).shape;
    const [height = 1, width = 1, a = 1, b = 1] = lowering.spec(x).shape;
    const kernel: [number, number] = isGradient ? [rows, columns] : [height, width];
    const matrix = upsamplingFilterMatrix(kernel, scale, turned);
    const pairs = matrix.flatMap((row, large) =>
      row.flatMap((one, small) =>
        one === 0 ? [] : [isGradient ? ([large, small] as const) : ([small, large] as const)],
      ),
    );
    const from = lowering.readPlain(x);
    const to = lowering.definePlain(y);
    const [size, part] = [lowering.size(x), a * b];
    const total = lowering.size(y);
    lowering.emit({
      name: call.kernel,
      implementation: 'javascript',
      reads: [from],
      writes: [to],
      bind(places) {
        const [numbers, sums] = [places.floats(from, size), places.floats(to, total)];
        return () => {
          sums.fill(0);
          for (const [source, target] of pairs) {
            const [begin, end] = [source * part, target * part];
            if (!turned)
              for (let at = 0; at < part; at++) sums[end + at] = sums[end + at]! + numbers[begin + at]!;
            else addTransposed(numbers, begin, sums, end, a, b);
          }
        };
      },
    });
  };

/** Adds the transpose of a matrix of `rows` x `columns`. */
function addTransposed(
  from: Float32Array,
  begin: number,
  to: Float32Array,
  end: number,
  rows: number,
  columns: number,
): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = end + column * rows + row;
      to[at] = to[at]! + from[begin + row * columns + column]!;
    }
  }
}

export const emitSpread = emit(false);
export const emitGather = emit(true);
