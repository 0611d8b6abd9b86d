/** Images in another size. */
import type { Tensor, TfCore } from '../definition-types.js';
import { Type } from '../typebox-builders.js';
import { interpolationMaps, mapAxis } from './map-axis.js';

export const interpolationArgument = (fallback: 'nearest' | 'bilinear') =>
  Type.Union([Type.Literal('nearest'), Type.Literal('bilinear')], {
    default: fallback,
    description:
      '`bilinear`: a mean of the four nearest pixels, by their distances from middle to middle; `nearest`: the nearest.',
  });

/** [batch, height, width, channels] with another height and width. */
export function resizeImage(
  tf: TfCore,
  images: Tensor,
  [height, width]: readonly [number, number],
  interpolation: keyof typeof interpolationMaps,
): Tensor {
  const map = interpolationMaps[interpolation];
  return mapAxis(tf, mapAxis(tf, images, 1, height, map), 2, width, map);
}
