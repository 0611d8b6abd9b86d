/** Pooling and resizing. */
import { text, type Attributes } from '../graph.js';
import type { Emitter, EmitterTable, Site } from '../site.js';

const T = 'float32';

function poolWindow(site: Site): Attributes {
  const pad = site.attr<'same' | 'valid' | number>('pad');
  if (typeof pad === 'number' && pad !== 0)
    throw new Error(
      `${site.call.kernel} in ${site.call.scope}: padding of ${pad} pixels is not there in this engine`,
    );
  return {
    T,
    ksize: [1, ...site.attr<number[]>('filterSize'), 1],
    strides: [1, ...site.attr<number[]>('strides'), 1],
    padding: text(pad === 'same' ? 'SAME' : 'VALID'),
    data_format: text('NHWC'),
  };
}

const pool =
  (op: string): Emitter =>
  (site) =>
    site.give(site.node(op, [site.in('x', T)], poolWindow(site)), T);

const maxPoolGradient: Emitter = (site) =>
  site.node('MaxPoolGrad', [site.in('input', T), site.in('output', T), site.in('dy', T)], poolWindow(site));

const averagePoolGradient: Emitter = (site) =>
  site.node('AvgPoolGrad', [site.graph.ints(site.out.shape), site.in('dy', T)], poolWindow(site));

const corners = (site: Site): Attributes => ({
  align_corners: site.attr<boolean>('alignCorners'),
  half_pixel_centers: site.attr<boolean>('halfPixelCenters'),
});

const size = (site: Site) => site.graph.ints(site.out.shape.slice(1, 3));

export const image: EmitterTable = {
  MaxPool: pool('MaxPool'),
  AvgPool: pool('AvgPool'),
  MaxPoolGrad: maxPoolGradient,
  AvgPoolGrad: averagePoolGradient,
  ResizeNearestNeighbor: (site) =>
    site.node('ResizeNearestNeighbor', [site.in('images'), size(site)], {
      T: site.out.dtype,
      ...corners(site),
    }),
  ResizeNearestNeighborGrad: (site) =>
    site.node('ResizeNearestNeighborGrad', [site.in('dy', T), size(site)], { T, ...corners(site) }),
  ResizeBilinear: (site) =>
    site.node('ResizeBilinear', [site.in('images', T), size(site)], { T, ...corners(site) }),
  ResizeBilinearGrad: (site) =>
    site.node('ResizeBilinearGrad', [site.in('dy', T), site.in('images', T)], { T, ...corners(site) }),
};
