/**
 * Dilated filters with explicit zeros. Only Conv2D itself supports dilations on all devices: its gradients reject
 * them without oneDNN, depthwise ones ignore them (seen with 2.21: gradients with oneDNN; forward without oneDNN and
 * on GPUs).
 */
import type { NodeOutput } from '../graph-builder.js';
import type { KernelCallSite } from '../call-site.js';

const T = 'float32';

const dilatedSide = (side: number, dilation: number) => (side - 1) * dilation + 1;

/** Shape of the dilated filter. */
export function dilatedFilterShape(
  [h = 1, w = 1, c = 1, m = 1]: readonly number[],
  [down = 1, across = 1]: readonly number[],
) {
  return [dilatedSide(h, down), dilatedSide(w, across), c, m];
}

/** Pads each axis with zeros before and after. */
export function zeroPad(
  site: KernelCallSite,
  x: NodeOutput,
  paddings: readonly (readonly [number, number])[],
): NodeOutput {
  const pairs = site.graph.constant('int32', [paddings.length, 2], Int32Array.from(paddings.flat()));
  return site.node('Pad', [x, pairs], { T, Tpaddings: 'int32' });
}

/** Pads each axis with zeros after. */
const zeroPadAfter = (site: KernelCallSite, x: NodeOutput, ends: readonly number[]): NodeOutput =>
  zeroPad(
    site,
    x,
    ends.map((end) => [0, end] as const),
  );

const sliceFromOrigin = (site: KernelCallSite, x: NodeOutput, size: readonly number[]): NodeOutput =>
  site.node('Slice', [x, site.graph.ints(size.map(() => 0)), site.graph.ints(size)], { T, Index: 'int32' });

/** An image with zeros between pixels, cropped. */
export function dilateImage(
  site: KernelCallSite,
  image: NodeOutput,
  [n = 1, h = 1, w = 1, c = 1]: readonly number[],
  [down = 1, across = 1]: readonly number[],
  [height = 1, width = 1]: readonly number[],
): NodeOutput {
  const expanded = site.reshape(image, T, [n, h, 1, w, 1, c]);
  const dilated = zeroPadAfter(site, expanded, [0, 0, down - 1, 0, across - 1, 0]);
  return sliceFromOrigin(site, site.reshape(dilated, T, [n, h * down, w * across, c]), [n, height, width, c]);
}

/** Strided subsampling. */
export function subsampleImage(
  site: KernelCallSite,
  image: NodeOutput,
  [height = 1, width = 1]: readonly number[],
  [down = 1, across = 1]: readonly number[],
  [n = 1, h = 1, w = 1, c = 1]: readonly number[],
): NodeOutput {
  // Padded to a multiple of the stride, so that the subsampling is a slice.
  const padded = zeroPadAfter(site, image, [0, h * down - height, w * across - width, 0]);
  const blocks = site.reshape(padded, T, [n, h, down, w, across, c]);
  return site.reshape(sliceFromOrigin(site, blocks, [n, h, 1, w, 1, c]), T, [n, h, w, c]);
}

export function dilateFilter(
  site: KernelCallSite,
  filter: NodeOutput,
  shape: readonly number[],
  dilations: readonly number[],
): NodeOutput {
  const [h = 1, w = 1, c = 1, m = 1] = shape;
  const [down = 1, across = 1] = dilations;
  const expanded = site.reshape(filter, T, [h, 1, w, 1, c, m]);
  const dilated = zeroPadAfter(site, expanded, [0, down - 1, 0, across - 1, 0, 0]);
  return sliceFromOrigin(
    site,
    site.reshape(dilated, T, [h * down, w * across, c, m]),
    dilatedFilterShape(shape, dilations),
  );
}

/** The gradient of the undilated filter, out of the dilated one's. */
export function subsampleDilatedFilter(
  site: KernelCallSite,
  dilatedFilter: NodeOutput,
  shape: readonly number[],
  dilations: readonly number[],
): NodeOutput {
  const [h = 1, w = 1, c = 1, m = 1] = shape;
  const [down = 1, across = 1] = dilations;
  const padded = zeroPadAfter(site, dilatedFilter, [down - 1, across - 1, 0, 0]);
  const blocks = site.reshape(padded, T, [h, down, w, across, c, m]);
  return site.reshape(sliceFromOrigin(site, blocks, [h, 1, w, 1, c, m]), T, shape);
}
