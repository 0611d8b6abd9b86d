/** Upsampling of plain images to the nearest pixel by whole numbers, and its gradient. */
import type { ValueId } from '../../../capture/index.js';
import type { Geometry } from '../../passes/index.js';
import type { Lowering } from '../lowering.js';
import type { Name } from '../model/index.js';
import { pick } from './columns.js';
import { seenBy } from './seen.js';

type Four = [number, number, number, number];
type Pair = [number, number];

export function nearestColumns(lowering: Lowering, x: ValueId, out: ValueId, [down, across]: Pair): Name {
  const [images, h, w, channels] = lowering.shape(x) as Four;
  const wide = w * across;
  const at = Int32Array.from({ length: h * down * wide }, (_, pixel) => {
    const [row, column] = [Math.floor(pixel / wide), pixel % wide];
    return Math.floor(row / down) * w + Math.floor(column / across);
  });
  const list = { key: `nearest ${h}x${w} ${down}x${across}`, at };
  const made = pick(lowering, { name: lowering.get(x), images, channels }, h * w, list);
  return lowering.graph.reshape(made, lowering.shape(out));
}

/** What the pixels that one became add up to. */
export function nearestColumnsGradient(lowering: Lowering, dy: ValueId, out: ValueId, grow: Pair): void {
  const [images, h, w, channels] = lowering.shape(out) as Four;
  const windows: Geometry = {
    kernel: grow,
    strides: grow,
    dilations: [1, 1],
    pads: [0, 0, 0, 0],
    unused: [0, 0],
  };
  const { area, places, pixels } = seenBy(windows, [h * grow[0], w * grow[1]], [h, w]);
  const image = { name: lowering.get(dy), images, channels };
  const seen = pick(lowering, image, area, pixels, [h * w, places]);
  lowering.set(out, lowering.graph.reshape(lowering.graph.sum(seen, [2]), [images, h, w, channels]));
}
