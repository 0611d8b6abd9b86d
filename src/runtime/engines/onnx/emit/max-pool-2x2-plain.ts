/**
 * Max pooling by windows of 2 x 2 side by side on plain images, and its gradient, where channels fill no blocks: like
 * max-pool-halves.ts first across, then down, so that the first of equal pixels takes the gradient, as in TensorFlow.
 * Windows are taken apart pixel by pixel, by all threads; all between is comparing and choosing. MaxPool with indices and
 * ScatterElements, as for any other windows, take several times as long.
 */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { isPool2x2 } from '../../passes/index.js';
import type { TensorName } from '../model/index.js';
import type { OnnxLoweringContext } from '../lowering-context.js';
import { plainImageOf, gatherPixels } from './im2col.js';
import { SATURATING_POWER_OF_TWO } from './saturation-factors.js';
import { nonOverlappingFields } from './receptive-fields.js';

type Four = [number, number, number, number];

/** Whether a pooling call has such windows. */
export const isPlainMaxPool2x2 = (
  lowering: OnnxLoweringContext,
  call: KernelCall,
  x: ValueId,
  pooled: ValueId,
): boolean =>
  lowering.dtype(x) === 'float32' && isPool2x2(call.attrs, lowering.shape(x), lowering.shape(pooled));

/** Two pixels of each window, and the greater of them. */
interface WindowRow {
  pixels: readonly [TensorName, TensorName];
  maxima: TensorName;
}

/** The upper and the lower rows of all windows, [N, H / 2 * W / 2, C] each, once for pooling and its gradient. */
const windowRows = (lowering: OnnxLoweringContext, x: ValueId): readonly [WindowRow, WindowRow] =>
  lowering.graph.memoize(`pairs of ${x}`, () => {
    const [, h, w] = lowering.shape(x) as Four;
    const image = plainImageOf(lowering, x);
    const { windows, places, area, pixels } = nonOverlappingFields([2, 2], [h / 2, w / 2]);
    const pixel = (row: 0 | 1, column: 0 | 1) => {
      const place = 2 * row + column;
      const at = Int32Array.from({ length: windows }, (_, window) => pixels.at[window * places + place]!);
      return gatherPixels(lowering, image, area, { key: `place ${place} of ${pixels.key}`, at });
    };
    const line = (row: 0 | 1): WindowRow => {
      const pixels = [pixel(row, 0), pixel(row, 1)] as const;
      return { pixels, maxima: lowering.graph.op('Max', pixels) };
    };
    return [line(0), line(1)];
  });

export function emitPlainMaxPool2x2(lowering: OnnxLoweringContext, x: ValueId, out: ValueId): void {
  const { graph } = lowering;
  const made = graph.op(
    'Max',
    windowRows(lowering, x).map(({ maxima }) => maxima),
  );
  lowering.set(out, graph.reshape(made, lowering.shape(out)));
}

/** Each gradient goes to the winner of its window, 0 to the other pixels. */
export function emitPlainMaxPool2x2Gradient(
  lowering: OnnxLoweringContext,
  dy: ValueId,
  x: ValueId,
  out: ValueId,
): void {
  const { graph } = lowering;
  const [n, h, w, c] = lowering.shape(x) as Four;
  const [upper, lower] = windowRows(lowering, x);
  /** 1 where the first is at least the second, otherwise 0, if they are equal or differ by more than 2^-64. */
  const give = (
    slopes: TensorName,
    [first, second]: readonly [TensorName, TensorName],
  ): readonly [TensorName, TensorName] => {
    const how = { alpha: { float: SATURATING_POWER_OF_TWO }, beta: { float: 1 } };
    const wins = graph.op('HardSigmoid', [graph.op('Sub', [first, second])], how);
    const given = graph.op('Mul', [slopes, wins]);
    return [given, graph.op('Sub', [slopes, given])];
  };
  const slopes = graph.reshape(lowering.get(dy), [n, (h * w) / 4, c]);
  const down = give(slopes, [upper.maxima, lower.maxima]);
  const rows = [upper, lower].map(({ pixels }, at) => {
    const columns = give(down[at] as TensorName, pixels).map((name) =>
      graph.reshape(name, [(n * h * w) / 4, 1, c]),
    );
    return graph.reshape(graph.op('Concat', columns, { axis: 1 }), [(n * h) / 2, 1, w * c]);
  });
  lowering.set(out, graph.reshape(graph.op('Concat', rows, { axis: 1 }), [n, h, w, c]));
}
