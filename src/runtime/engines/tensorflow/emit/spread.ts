/**
 * A filter whose windows have gaps, as the larger one without gaps that has zeros there. Only Conv2D itself knows gaps on
 * all processors: its gradients refuse them without oneDNN, depthwise convolutions take them for none (gradients, seen with
 * TensorFlow 2.21's oneDNN kernels; forward, those without oneDNN and those for GPUs).
 */
import type { Name } from '../graph.js';
import type { Site } from '../site.js';

const T = 'float32';

const reach = (side: number, gap: number) => (side - 1) * gap + 1;

/** The shape of the larger filter. */
export function spreadShape(
  [h = 1, w = 1, c = 1, m = 1]: readonly number[],
  [down = 1, across = 1]: readonly number[],
) {
  return [reach(h, down), reach(w, across), c, m];
}

/** Zeros before and after, for each axis. */
export function padded(site: Site, x: Name, ends: readonly (readonly [number, number])[]): Name {
  const pairs = site.graph.constant('int32', [ends.length, 2], Int32Array.from(ends.flat()));
  return site.node('Pad', [x, pairs], { T, Tpaddings: 'int32' });
}

/** Zeros after, for each axis. */
const extended = (site: Site, x: Name, ends: readonly number[]): Name =>
  padded(
    site,
    x,
    ends.map((end) => [0, end] as const),
  );

const cut = (site: Site, x: Name, size: readonly number[]): Name =>
  site.node('Slice', [x, site.graph.ints(size.map(() => 0)), site.graph.ints(size)], { T, Index: 'int32' });

/** An image with zeros between its pixels, cut off at a size. */
export function spreadImage(
  site: Site,
  image: Name,
  [n = 1, h = 1, w = 1, c = 1]: readonly number[],
  [down = 1, across = 1]: readonly number[],
  [height = 1, width = 1]: readonly number[],
): Name {
  const apart = site.reshape(image, T, [n, h, 1, w, 1, c]);
  const wide = extended(site, apart, [0, 0, down - 1, 0, across - 1, 0]);
  return cut(site, site.reshape(wide, T, [n, h * down, w * across, c]), [n, height, width, c]);
}

/** Every so many rows and columns of an image. */
export function thinImage(
  site: Site,
  image: Name,
  [height = 1, width = 1]: readonly number[],
  [down = 1, across = 1]: readonly number[],
  [n = 1, h = 1, w = 1, c = 1]: readonly number[],
): Name {
  // Brought to whole steps first: then the first of each step is a slice.
  const whole = extended(site, image, [0, h * down - height, w * across - width, 0]);
  const apart = site.reshape(whole, T, [n, h, down, w, across, c]);
  return site.reshape(cut(site, apart, [n, h, 1, w, 1, c]), T, [n, h, w, c]);
}

export function spreadFilter(
  site: Site,
  filter: Name,
  shape: readonly number[],
  gaps: readonly number[],
): Name {
  const [h = 1, w = 1, c = 1, m = 1] = shape;
  const [down = 1, across = 1] = gaps;
  const apart = site.reshape(filter, T, [h, 1, w, 1, c, m]);
  const wide = extended(site, apart, [0, down - 1, 0, across - 1, 0, 0]);
  return cut(site, site.reshape(wide, T, [h * down, w * across, c, m]), spreadShape(shape, gaps));
}

/** What of the larger filter's gradient belongs to the filter. */
export function gatherFilter(
  site: Site,
  large: Name,
  shape: readonly number[],
  gaps: readonly number[],
): Name {
  const [h = 1, w = 1, c = 1, m = 1] = shape;
  const [down = 1, across = 1] = gaps;
  const full = extended(site, large, [down - 1, across - 1, 0, 0]);
  const apart = site.reshape(full, T, [h, down, w, across, c, m]);
  return site.reshape(cut(site, apart, [h, 1, w, 1, c, m]), T, shape);
}
