/** Nearest-neighbour upsampling of NHWC images by integer scales, and its gradient. */
import type { ValueId } from '../../../capture/index.js';
import type { OnnxLoweringContext } from '../lowering-context.js';
import type { TensorName } from '../model/index.js';
import { plainImageOf, gatherPixels } from './im2col.js';
import { nonOverlappingFields } from './receptive-fields.js';

type Four = [number, number, number, number];
type Pair = [number, number];

export function upsampleNearestByGather(
  lowering: OnnxLoweringContext,
  x: ValueId,
  out: ValueId,
  [down, across]: Pair,
): TensorName {
  const [, h, w] = lowering.shape(x) as Four;
  const outWidth = w * across;
  const indices = Int32Array.from({ length: h * down * outWidth }, (_, pixel) => {
    const [row, column] = [Math.floor(pixel / outWidth), pixel % outWidth];
    return Math.floor(row / down) * w + Math.floor(column / across);
  });
  const list = { key: `nearest ${h}x${w} ${down}x${across}`, indices };
  const gathered = gatherPixels(lowering, plainImageOf(lowering, x), h * w, list);
  return lowering.graph.reshape(gathered, lowering.shape(out));
}

/** Sum over the copies of each pixel. */
export function emitUpsampleNearestGradient(
  lowering: OnnxLoweringContext,
  dy: ValueId,
  out: ValueId,
  scale: Pair,
): void {
  const shape = lowering.shape(out) as Four;
  const { windows, kernelArea, area, pixels } = nonOverlappingFields(scale, [shape[1], shape[2]]);
  const copies = gatherPixels(lowering, plainImageOf(lowering, dy), area, pixels, [windows, kernelArea]);
  lowering.set(out, lowering.graph.reshape(lowering.graph.sum(copies, [2]), shape));
}
