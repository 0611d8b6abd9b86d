/**
 * Convolutions whose kernel is a multiple of the stride, as stride-1 convolutions of space-to-depth images (each
 * block of stride x stride pixels becomes one pixel with more channels) with correspondingly reshaped filters. Same
 * arithmetic; with oneDNN about twice as fast for the transposed convolutions that fused upsampling yields (see
 * passes/fuse-upsampling.ts).
 */
import type { WindowGeometry } from '../../passes/index.js';
import { intAttribute, type NodeOutput } from '../graph-builder.js';
import type { KernelCallSite } from '../call-site.js';
import { zeroPad } from './zero-dilation.js';

const T = 'float32';

/** Shapes after space-to-depth. */
export interface SpaceToDepthShapes {
  stride: number;
  /** Padding of the image to whole blocks. */
  pads: WindowGeometry['pads'];
  /** Shape of the image, one pixel per block. */
  image: readonly [number, number, number, number];
  /** Shape of the filter. */
  filter: readonly [number, number, number, number];
}

/** Null if kernel or padded image are no multiples of the stride. */
export function spaceToDepthShapes(
  { strides, dilations, pads, unused, kernel }: WindowGeometry,
  imageShape: readonly number[],
  filterShape: readonly number[],
): SpaceToDepthShapes | null {
  const [stride, across] = strides;
  const [n = 1, h = 1, w = 1, c = 1] = imageShape;
  const [, , from = 1, to = 1] = filterShape;
  const [top, left, bottom, right] = pads;
  const dims = [h + top + bottom, w + left + right, ...kernel];
  const isWholeBlocks = dims.every((dim) => dim % stride === 0);
  if (stride === 1 || stride !== across || !isWholeBlocks) return null;
  if ([...dilations].some((dilation) => dilation !== 1) || unused.some((one) => one !== 0)) return null;
  const blockArea = stride * stride;
  return {
    stride,
    pads,
    image: [n, dims[0]! / stride, dims[1]! / stride, c * blockArea],
    filter: [kernel[0] / stride, kernel[1] / stride, from * blockArea, to],
  };
}

/** SpaceToDepth of the padded image. */
export function imageToDepth(
  site: KernelCallSite,
  image: NodeOutput,
  { stride, pads: [top, left, bottom, right] }: SpaceToDepthShapes,
): NodeOutput {
  const padded = zeroPad(site, image, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
  return site.node('SpaceToDepth', [padded], { T, block_size: intAttribute(stride) });
}

/** DepthToSpace, cropped. */
export function depthToImage(
  site: KernelCallSite,
  depthImage: NodeOutput,
  imageShape: readonly number[],
  { stride, pads }: SpaceToDepthShapes,
): NodeOutput {
  const uncropped = site.node('DepthToSpace', [depthImage], { T, block_size: intAttribute(stride) });
  const begin = site.graph.ints([0, pads[0], pads[1], 0]);
  // -1 keeps the batch dimension symbolic.
  const size = site.graph.ints([-1, imageShape[1] ?? 1, imageShape[2] ?? 1, -1]);
  return site.node('Slice', [uncropped, begin, size], { T, Index: 'int32' });
}

export function filterToDepth(
  site: KernelCallSite,
  filter: NodeOutput,
  { stride, filter: [h, w, c, to] }: SpaceToDepthShapes,
): NodeOutput {
  const from = c / (stride * stride);
  const blocks = site.reshape(filter, T, [h, stride, w, stride, from, to]);
  return site.reshape(site.transpose(blocks, T, [0, 2, 1, 3, 4, 5]), T, [h, w, c, to]);
}

export function depthToFilter(
  site: KernelCallSite,
  filter: NodeOutput,
  { stride, filter: [h, w, c, to] }: SpaceToDepthShapes,
): NodeOutput {
  const from = c / (stride * stride);
  const blocks = site.reshape(filter, T, [h, w, stride, stride, from, to]);
  return site.reshape(site.transpose(blocks, T, [0, 2, 1, 3, 4, 5]), T, [h * stride, w * stride, from, to]);
}
