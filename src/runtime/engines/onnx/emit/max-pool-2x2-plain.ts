/**
 * 2 x 2 max pooling with stride 2 on NHWC images and its gradient, where channels fill no blocks: horizontal, then
 * vertical as in max-pool-2x2-nchwc.ts, so that ties go to the first maximum, as in TensorFlow. Gather
 * (multithreaded) extracts the four pixels of all windows, the rest is comparison and selection. MaxPool with indices
 * and ScatterElements, as for other windows, take several times as long.
 */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { isPool2x2 } from '../../passes/index.js';
import type { TensorName } from '../model/index.js';
import type { OnnxLoweringContext } from '../lowering-context.js';
import { plainImageOf, gatherPixels } from './im2col.js';
import { SATURATING_POWER_OF_TWO } from './saturation-factors.js';
import { nonOverlappingFields } from './receptive-fields.js';

type Four = [number, number, number, number];

/** Whether a call is 2 x 2 float32 pooling with stride 2. */
export const isPlainMaxPool2x2 = (
  lowering: OnnxLoweringContext,
  call: KernelCall,
  x: ValueId,
  pooled: ValueId,
): boolean =>
  lowering.dtype(x) === 'float32' && isPool2x2(call.attrs, lowering.shape(x), lowering.shape(pooled));

/** The two pixels of each window's row, and their maximum. */
interface WindowRow {
  pixels: readonly [TensorName, TensorName];
  maxima: TensorName;
}

/** The upper and lower rows of all windows, [N, H / 2 * W / 2, C] each; memoized for pooling and its gradient. */
const windowRows = (lowering: OnnxLoweringContext, x: ValueId): readonly [WindowRow, WindowRow] =>
  lowering.graph.memoize(`pairs of ${x}`, () => {
    const [, h, w] = lowering.shape(x) as Four;
    const image = plainImageOf(lowering, x);
    const { windows, kernelArea, area, pixels } = nonOverlappingFields([2, 2], [h / 2, w / 2]);
    const pixel = (row: 0 | 1, column: 0 | 1) => {
      const offset = 2 * row + column;
      const indices = Int32Array.from(
        { length: windows },
        (_, window) => pixels.indices[window * kernelArea + offset]!,
      );
      return gatherPixels(lowering, image, area, { key: `place ${offset} of ${pixels.key}`, indices });
    };
    const windowRow = (row: 0 | 1): WindowRow => {
      const pixels = [pixel(row, 0), pixel(row, 1)] as const;
      return { pixels, maxima: lowering.graph.op('Max', pixels) };
    };
    return [windowRow(0), windowRow(1)];
  });

export function emitPlainMaxPool2x2(lowering: OnnxLoweringContext, x: ValueId, out: ValueId): void {
  const { graph } = lowering;
  const pooled = graph.op(
    'Max',
    windowRows(lowering, x).map(({ maxima }) => maxima),
  );
  lowering.set(out, graph.reshape(pooled, lowering.shape(out)));
}

/** Scatters each gradient to its window's maximum; other pixels get 0. */
export function emitPlainMaxPool2x2Gradient(
  lowering: OnnxLoweringContext,
  dy: ValueId,
  x: ValueId,
  out: ValueId,
): void {
  const { graph } = lowering;
  const [n, h, w, c] = lowering.shape(x) as Four;
  const [upper, lower] = windowRows(lowering, x);
  /** The mask is 1 where first >= second, otherwise 0; exact if they are equal or differ by more than 2^-64. */
  const splitGradient = (
    gradient: TensorName,
    [first, second]: readonly [TensorName, TensorName],
  ): readonly [TensorName, TensorName] => {
    const saturation = { alpha: { float: SATURATING_POWER_OF_TWO }, beta: { float: 1 } };
    const firstWins = graph.op('HardSigmoid', [graph.op('Sub', [first, second])], saturation);
    const toFirst = graph.op('Mul', [gradient, firstWins]);
    return [toFirst, graph.op('Sub', [gradient, toFirst])];
  };
  const gradient = graph.reshape(lowering.get(dy), [n, (h * w) / 4, c]);
  const rowGradients = splitGradient(gradient, [upper.maxima, lower.maxima]);
  const rows = [upper, lower].map(({ pixels }, at) => {
    const columns = splitGradient(rowGradients[at] as TensorName, pixels).map((name) =>
      graph.reshape(name, [(n * h * w) / 4, 1, c]),
    );
    return graph.reshape(graph.op('Concat', columns, { axis: 1 }), [(n * h) / 2, 1, w * c]);
  });
  lowering.set(out, graph.reshape(graph.op('Concat', rows, { axis: 1 }), [n, h, w, c]));
}
