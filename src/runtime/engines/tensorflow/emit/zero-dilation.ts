/**
 * A filter whose windows have gaps, as the larger one without gaps that has zeros there. Only Conv2D itself knows gaps on
 * all processors: its gradients refuse them without oneDNN, depthwise convolutions take them for none (gradients, seen with
 * TensorFlow 2.21's oneDNN kernels; forward, those without oneDNN and those for GPUs).
 */
import type { NodeOutput } from '../graph-builder.js';
import type { KernelCallSite } from '../call-site.js';

const T = 'float32';

const dilatedSide = (side: number, dilation: number) => (side - 1) * dilation + 1;

/** The shape of the larger filter. */
export function dilatedFilterShape(
  [h = 1, w = 1, c = 1, m = 1]: readonly number[],
  [down = 1, across = 1]: readonly number[],
) {
  return [dilatedSide(h, down), dilatedSide(w, across), c, m];
}

/** Zeros before and after, for each axis. */
export function zeroPad(
  site: KernelCallSite,
  x: NodeOutput,
  paddings: readonly (readonly [number, number])[],
): NodeOutput {
  const pairs = site.graph.constant('int32', [paddings.length, 2], Int32Array.from(paddings.flat()));
  return site.node('Pad', [x, pairs], { T, Tpaddings: 'int32' });
}

/** Zeros after, for each axis. */
const zeroPadAfter = (site: KernelCallSite, x: NodeOutput, ends: readonly number[]): NodeOutput =>
  zeroPad(
    site,
    x,
    ends.map((end) => [0, end] as const),
  );

const sliceFromOrigin = (site: KernelCallSite, x: NodeOutput, size: readonly number[]): NodeOutput =>
  site.node('Slice', [x, site.graph.ints(size.map(() => 0)), site.graph.ints(size)], { T, Index: 'int32' });

/** An image with zeros between its pixels, cut off at a size. */
export function dilateImage(
  site: KernelCallSite,
  image: NodeOutput,
  [n = 1, h = 1, w = 1, c = 1]: readonly number[],
  [down = 1, across = 1]: readonly number[],
  [height = 1, width = 1]: readonly number[],
): NodeOutput {
  const apart = site.reshape(image, T, [n, h, 1, w, 1, c]);
  const wide = zeroPadAfter(site, apart, [0, 0, down - 1, 0, across - 1, 0]);
  return sliceFromOrigin(site, site.reshape(wide, T, [n, h * down, w * across, c]), [n, height, width, c]);
}

/** Every so many rows and columns of an image. */
export function subsampleImage(
  site: KernelCallSite,
  image: NodeOutput,
  [height = 1, width = 1]: readonly number[],
  [down = 1, across = 1]: readonly number[],
  [n = 1, h = 1, w = 1, c = 1]: readonly number[],
): NodeOutput {
  // Brought to whole steps first: then the first of each step is a slice.
  const whole = zeroPadAfter(site, image, [0, h * down - height, w * across - width, 0]);
  const apart = site.reshape(whole, T, [n, h, down, w, across, c]);
  return site.reshape(sliceFromOrigin(site, apart, [n, h, 1, w, 1, c]), T, [n, h, w, c]);
}

export function dilateFilter(
  site: KernelCallSite,
  filter: NodeOutput,
  shape: readonly number[],
  dilations: readonly number[],
): NodeOutput {
  const [h = 1, w = 1, c = 1, m = 1] = shape;
  const [down = 1, across = 1] = dilations;
  const apart = site.reshape(filter, T, [h, 1, w, 1, c, m]);
  const wide = zeroPadAfter(site, apart, [0, down - 1, 0, across - 1, 0, 0]);
  return sliceFromOrigin(
    site,
    site.reshape(wide, T, [h * down, w * across, c, m]),
    dilatedFilterShape(shape, dilations),
  );
}

/** What of the larger filter's gradient belongs to the filter. */
export function subsampleDilatedFilter(
  site: KernelCallSite,
  dilatedFilter: NodeOutput,
  shape: readonly number[],
  dilations: readonly number[],
): NodeOutput {
  const [h = 1, w = 1, c = 1, m = 1] = shape;
  const [down = 1, across = 1] = dilations;
  const full = zeroPadAfter(site, dilatedFilter, [down - 1, across - 1, 0, 0]);
  const apart = site.reshape(full, T, [h, down, w, across, c, m]);
  return site.reshape(sliceFromOrigin(site, apart, [h, 1, w, 1, c, m]), T, shape);
}
