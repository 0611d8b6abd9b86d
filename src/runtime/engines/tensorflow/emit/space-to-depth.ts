/**
 * A convolution whose windows are whole steps long and wide (kernel = m strides), by a convolution with stride 1: each
 * stride x stride cell of the large image becomes one pixel with the cell's pixels as channels (SpaceToDepth), and the
 * filter is cut up likewise. The arithmetic is the same; oneDNN does it quicker that way than with a stride, about twice
 * as quick for the transposed convolutions that upsampling becomes (see engines/passes/upsampling.ts).
 */
import type { WindowGeometry } from '../../passes/index.js';
import { intAttribute, type NodeOutput } from '../graph-builder.js';
import type { KernelCallSite } from '../call-site.js';
import { zeroPad } from './zero-dilation.js';

const T = 'float32';

/** How large images and filters lie by cells. */
export interface SpaceToDepthShapes {
  stride: number;
  /** Before and after the image, rows and columns: with them it is whole cells. */
  pads: WindowGeometry['pads'];
  /** Of the large image with one pixel for each cell. */
  image: readonly [number, number, number, number];
  /** Of the filter for it. */
  filter: readonly [number, number, number, number];
}

/** Null where the windows are not whole cells. */
export function spaceToDepthShapes(
  { strides, dilations, pads, unused, kernel }: WindowGeometry,
  imageShape: readonly number[],
  filterShape: readonly number[],
): SpaceToDepthShapes | null {
  const [stride, across] = strides;
  const [n = 1, h = 1, w = 1, c = 1] = imageShape;
  const [, , from = 1, to = 1] = filterShape;
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
export function imageToDepth(
  site: KernelCallSite,
  image: NodeOutput,
  { stride, pads: [top, left, bottom, right] }: SpaceToDepthShapes,
): NodeOutput {
  const whole = zeroPad(site, image, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
  return site.node('SpaceToDepth', [whole], { T, block_size: intAttribute(stride) });
}

/** The large image of its cells, and without what was put around it. */
export function depthToImage(
  site: KernelCallSite,
  depthImage: NodeOutput,
  imageShape: readonly number[],
  { stride, pads }: SpaceToDepthShapes,
): NodeOutput {
  const whole = site.node('DepthToSpace', [depthImage], { T, block_size: intAttribute(stride) });
  const begin = site.graph.ints([0, pads[0], pads[1], 0]);
  // -1: all there are, however many examples the graph may be given.
  const size = site.graph.ints([-1, imageShape[1] ?? 1, imageShape[2] ?? 1, -1]);
  return site.node('Slice', [whole, begin, size], { T, Index: 'int32' });
}

export function filterToDepth(
  site: KernelCallSite,
  filter: NodeOutput,
  { stride, filter: [h, w, c, to] }: SpaceToDepthShapes,
): NodeOutput {
  const from = c / (stride * stride);
  const apart = site.reshape(filter, T, [h, stride, w, stride, from, to]);
  return site.reshape(site.transpose(apart, T, [0, 2, 1, 3, 4, 5]), T, [h, w, c, to]);
}

export function depthToFilter(
  site: KernelCallSite,
  filter: NodeOutput,
  { stride, filter: [h, w, c, to] }: SpaceToDepthShapes,
): NodeOutput {
  const from = c / (stride * stride);
  const apart = site.reshape(filter, T, [h, w, stride, stride, from, to]);
  return site.reshape(site.transpose(apart, T, [0, 2, 1, 3, 4, 5]), T, [h * stride, w * stride, from, to]);
}
