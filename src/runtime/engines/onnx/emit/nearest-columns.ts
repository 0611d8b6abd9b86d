/** Upsampling of plain images to the nearest pixel by whole numbers, and its gradient. */
import type { ValueId } from '../../../capture/index.js';
import type { Lowering } from '../lowering.js';
import type { Name } from '../model/index.js';
import { imageOf, pick } from './columns.js';
import { sideBySide } from './seen.js';

type Four = [number, number, number, number];
type Pair = [number, number];

export function nearestColumns(lowering: Lowering, x: ValueId, out: ValueId, [down, across]: Pair): Name {
  const [, h, w] = lowering.shape(x) as Four;
  const wide = w * across;
  const at = Int32Array.from({ length: h * down * wide }, (_, pixel) => {
    const [row, column] = [Math.floor(pixel / wide), pixel % wide];
    return Math.floor(row / down) * w + Math.floor(column / across);
  });
  const list = { key: `nearest ${h}x${w} ${down}x${across}`, at };
  const made = pick(lowering, imageOf(lowering, x), h * w, list);
  return lowering.graph.reshape(made, lowering.shape(out));
}

/** What the pixels that one became add up to. */
export function nearestColumnsGradient(lowering: Lowering, dy: ValueId, out: ValueId, grow: Pair): void {
  const shape = lowering.shape(out) as Four;
  const { windows, places, area, pixels } = sideBySide(grow, [shape[1], shape[2]]);
  const seen = pick(lowering, imageOf(lowering, dy), area, pixels, [windows, places]);
  lowering.set(out, lowering.graph.reshape(lowering.graph.sum(seen, [2]), shape));
}
