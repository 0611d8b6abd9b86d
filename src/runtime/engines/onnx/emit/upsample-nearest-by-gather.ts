/** Upsampling of plain images to the nearest pixel by whole numbers, and its gradient. */
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
  const wide = w * across;
  const at = Int32Array.from({ length: h * down * wide }, (_, pixel) => {
    const [row, column] = [Math.floor(pixel / wide), pixel % wide];
    return Math.floor(row / down) * w + Math.floor(column / across);
  });
  const list = { key: `nearest ${h}x${w} ${down}x${across}`, at };
  const made = gatherPixels(lowering, plainImageOf(lowering, x), h * w, list);
  return lowering.graph.reshape(made, lowering.shape(out));
}

/** What the pixels that one became add up to. */
export function emitUpsampleNearestGradient(
  lowering: OnnxLoweringContext,
  dy: ValueId,
  out: ValueId,
  scale: Pair,
): void {
  const shape = lowering.shape(out) as Four;
  const { windows, places, area, pixels } = nonOverlappingFields(scale, [shape[1], shape[2]]);
  const seen = gatherPixels(lowering, plainImageOf(lowering, dy), area, pixels, [windows, places]);
  lowering.set(out, lowering.graph.reshape(lowering.graph.sum(seen, [2]), shape));
}
