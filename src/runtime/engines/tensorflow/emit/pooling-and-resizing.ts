/** Pooling and resizing. */
import { stringAttribute, type TensorflowAttributes } from '../graph-builder.js';
import type { TensorflowEmitter, TensorflowEmitterTable, KernelCallSite } from '../call-site.js';

const T = 'float32';

function poolAttributes(site: KernelCallSite): TensorflowAttributes {
  const pad = site.attr<'same' | 'valid' | number>('pad');
  if (typeof pad === 'number' && pad !== 0)
    throw new Error(
      `${site.call.kernel} in ${site.call.scope}: padding of ${pad} pixels is not there in this engine`,
    );
  return {
    T,
    ksize: [1, ...site.attr<number[]>('filterSize'), 1],
    strides: [1, ...site.attr<number[]>('strides'), 1],
    padding: stringAttribute(pad === 'same' ? 'SAME' : 'VALID'),
    data_format: stringAttribute('NHWC'),
  };
}

const pool =
  (op: string): TensorflowEmitter =>
  (site) =>
    site.castToOutputType(site.node(op, [site.in('x', T)], poolAttributes(site)), T);

const maxPoolGradient: TensorflowEmitter = (site) =>
  site.node(
    'MaxPoolGrad',
    [site.in('input', T), site.in('output', T), site.in('dy', T)],
    poolAttributes(site),
  );

const averagePoolGradient: TensorflowEmitter = (site) =>
  site.node('AvgPoolGrad', [site.graph.ints(site.output.shape), site.in('dy', T)], poolAttributes(site));

const resizeAttributes = (site: KernelCallSite): TensorflowAttributes => ({
  align_corners: site.attr<boolean>('alignCorners'),
  half_pixel_centers: site.attr<boolean>('halfPixelCenters'),
});

const size = (site: KernelCallSite) => site.graph.ints(site.output.shape.slice(1, 3));

export const tensorflowPoolingAndResizingEmitters: TensorflowEmitterTable = {
  MaxPool: pool('MaxPool'),
  AvgPool: pool('AvgPool'),
  MaxPoolGrad: maxPoolGradient,
  AvgPoolGrad: averagePoolGradient,
  ResizeNearestNeighbor: (site) =>
    site.node('ResizeNearestNeighbor', [site.in('images'), size(site)], {
      T: site.output.dtype,
      ...resizeAttributes(site),
    }),
  ResizeNearestNeighborGrad: (site) =>
    site.node('ResizeNearestNeighborGrad', [site.in('dy', T), size(site)], { T, ...resizeAttributes(site) }),
  ResizeBilinear: (site) =>
    site.node('ResizeBilinear', [site.in('images', T), size(site)], { T, ...resizeAttributes(site) }),
  ResizeBilinearGrad: (site) =>
    site.node('ResizeBilinearGrad', [site.in('dy', T), site.in('images', T)], {
      T,
      ...resizeAttributes(site),
    }),
};
