/**
 * A convolution whose windows are whole steps long and wide (kernel = m strides), by a convolution with stride 1: each
 * stride x stride cell of the large image becomes one pixel with the cell's pixels as channels (SpaceToDepth), and the
 * filter is cut up likewise. The arithmetic is the same; oneDNN does it quicker that way than with a stride, about twice
 * as quick for the transposed convolutions that upsampling becomes (see engines/passes/upsampling.ts).
 */
import type { Geometry } from '../../passes/index.js';
import { int, type Name } from '../graph.js';
import type { Site } from '../site.js';
import { padded } from './spread.js';

const T = 'float32';

/** How large images and filters lie by cells. */
export interface Cells {
  stride: number;
  /** Before and after the image, rows and columns: with them it is whole cells. */
  pads: Geometry['pads'];
  /** Of the large image with one pixel for each cell. */
  image: readonly [number, number, number, number];
  /** Of the filter for it. */
  filter: readonly [number, number, number, number];
}

/** Null where the windows are not whole cells. */
export function cellsOf(
  { strides, dilations, pads, unused, kernel }: Geometry,
  big: readonly number[],
  filter: readonly number[],
): Cells | null {
  const [stride, across] = strides;
  const [n = 1, h = 1, w = 1, c = 1] = big;
  const [, , from = 1, to = 1] = filter;
  const [top, left, bottom, right] = pads;
  const sides = [h + top + bottom, w + left + right, ...kernel];
  const whole = sides.every((side) => side % stride === 0);
  if (stride === 1 || stride !== across || !whole) return null;
  if ([...dilations].some((gap) => gap !== 1) || unused.some((one) => one !== 0)) return null;
  const cell = stride * stride;
  return {
    stride,
    pads,
    image: [n, sides[0]! / stride, sides[1]! / stride, c * cell],
    filter: [kernel[0] / stride, kernel[1] / stride, from * cell, to],
  };
}

/** The large image, a pixel for each cell. */
export function toCells(site: Site, image: Name, { stride, pads: [top, left, bottom, right] }: Cells): Name {
  const whole = padded(site, image, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
  return site.node('SpaceToDepth', [whole], { T, block_size: int(stride) });
}

/** The large image of its cells, and without what was put around it. */
export function fromCells(site: Site, cells: Name, shape: readonly number[], { stride, pads }: Cells): Name {
  const whole = site.node('DepthToSpace', [cells], { T, block_size: int(stride) });
  const begin = site.graph.ints([0, pads[0], pads[1], 0]);
  // -1: all there are, however many examples the graph may be given.
  const size = site.graph.ints([-1, shape[1] ?? 1, shape[2] ?? 1, -1]);
  return site.node('Slice', [whole, begin, size], { T, Index: 'int32' });
}

export function filterToCells(site: Site, filter: Name, { stride, filter: [h, w, c, to] }: Cells): Name {
  const from = c / (stride * stride);
  const apart = site.reshape(filter, T, [h, stride, w, stride, from, to]);
  return site.reshape(site.transpose(apart, T, [0, 2, 1, 3, 4, 5]), T, [h, w, c, to]);
}

export function filterFromCells(site: Site, filter: Name, { stride, filter: [h, w, c, to] }: Cells): Name {
  const from = c / (stride * stride);
  const apart = site.reshape(filter, T, [h, w, stride, stride, from, to]);
  return site.reshape(site.transpose(apart, T, [0, 2, 1, 3, 4, 5]), T, [h * stride, w * stride, from, to]);
}
