/** Convolutions and their gradients. */
import { windowGeometry } from '../../passes/index.js';
import { stringAttribute, type TensorflowAttributes } from '../graph-builder.js';
import type { TensorflowEmitter, TensorflowEmitterTable, KernelCallSite } from '../call-site.js';
import {
  spaceToDepthShapes,
  depthToFilter,
  filterToDepth,
  depthToImage,
  imageToDepth,
  type SpaceToDepthShapes,
} from './space-to-depth.js';
import {
  subsampleDilatedFilter,
  dilateFilter,
  dilateImage,
  dilatedFilterShape,
  subsampleImage,
} from './zero-dilation.js';

const T = 'float32';

/** Geometry of a convolution in TensorFlow's terms. */
interface ConvolutionWindows {
  /** Attributes of TensorFlow's operations. */
  attributes: TensorflowAttributes;
  /** Depthwise strides that differ are unsupported without oneDNN: computed with stride 1, then subsampled. */
  unequalStrides: { strides: readonly number[]; size: readonly number[] } | null;
  /** Shapes after space-to-depth, where that is faster than a stride (fused upsampling). */
  spaceToDepth: SpaceToDepthShapes | null;
}

function convolutionWindows(
  { call }: KernelCallSite,
  imageShape: readonly number[],
  outputShape: readonly number[],
  filterShape: readonly number[],
  depthwise: boolean,
): ConvolutionWindows {
  const { attrs } = call;
  const geo = windowGeometry(attrs, filterShape, imageShape, outputShape);
  const { strides, dilations, pads } = geo;
  const [top, left, bottom, right] = pads;
  const unequal = depthwise && strides[0] !== strides[1];
  const named = !unequal && (attrs.pad === 'same' || attrs.pad === 'valid');
  const positions = (axis: 0 | 1, before: number, after: number) =>
    imageShape[axis + 1]! + before + after - (filterShape[axis]! - 1) * dilations[axis];
  return {
    attributes: {
      T,
      strides: unequal ? [1, 1, 1, 1] : [1, ...strides, 1],
      dilations: [1, ...dilations, 1],
      data_format: stringAttribute('NHWC'),
      padding: stringAttribute(named ? String(attrs.pad).toUpperCase() : 'EXPLICIT'),
      explicit_paddings: named ? [] : [0, 0, top, bottom, left, right, 0, 0],
    },
    spaceToDepth: depthwise || named ? null : spaceToDepthShapes(geo, imageShape, filterShape),
    unequalStrides: unequal
      ? { strides, size: [positions(0, top, bottom), positions(1, left, right)] }
      : null,
  };
}

const convolutionEmitters = (depthwise: boolean): TensorflowEmitterTable => {
  const op = depthwise ? 'DepthwiseConv2dNative' : 'Conv2D';
  /** Dilations that the kernel does not support. */
  const unsupportedDilations = (site: KernelCallSite): readonly number[] | null => {
    const dilations = site.attr<[number, number]>('dilations');
    const isSupported = !depthwise && site.call.kernel === op;
    return !isSupported && dilations.some((dilation) => dilation > 1) ? dilations : null;
  };
  const undilated = { dilations: [1, 1, 1, 1] };
  const valid = { strides: [1, 1, 1, 1], padding: stringAttribute('VALID'), explicit_paddings: [] };
  /** dy at all window positions, 0 at those skipped by the stride. */
  const denseDy = (site: KernelCallSite, { unequalStrides }: ConvolutionWindows) => {
    const dy = site.in('dy', T);
    return unequalStrides
      ? dilateImage(site, dy, site.shape('dy'), unequalStrides.strides, unequalStrides.size)
      : dy;
  };

  const forward: TensorflowEmitter = (site) => {
    const shape = site.shape('filter');
    const { attributes, unequalStrides, spaceToDepth } = convolutionWindows(
      site,
      site.shape('x'),
      site.output.shape,
      shape,
      depthwise,
    );
    if (spaceToDepth) {
      const [x, filter] = [site.in('x', T), site.in('filter', T)];
      const inputs = [imageToDepth(site, x, spaceToDepth), filterToDepth(site, filter, spaceToDepth)];
      return site.castToOutputType(site.node(op, inputs, { ...attributes, ...valid }), T);
    }
    const dilations = unsupportedDilations(site);
    const filter = site.in('filter', T);
    const inputs = [site.in('x', T), dilations ? dilateFilter(site, filter, shape, dilations) : filter];
    const result = site.node(op, inputs, dilations ? { ...attributes, ...undilated } : attributes);
    return site.castToOutputType(
      unequalStrides
        ? subsampleImage(site, result, unequalStrides.size, unequalStrides.strides, site.output.shape)
        : result,
      T,
    );
  };
  const toFilter: TensorflowEmitter = (site) => {
    const filter = site.output.shape;
    const windows = convolutionWindows(site, site.shape('x'), site.shape('dy'), filter, depthwise);
    const { spaceToDepth } = windows;
    if (spaceToDepth) {
      const result = site.node(
        `${op}BackpropFilter`,
        [
          imageToDepth(site, site.in('x', T), spaceToDepth),
          site.graph.ints(spaceToDepth.filter),
          site.in('dy', T),
        ],
        { ...windows.attributes, ...valid },
      );
      return depthToFilter(site, result, spaceToDepth);
    }
    const dilations = unsupportedDilations(site);
    const make = (shape: readonly number[], more: TensorflowAttributes) =>
      site.node(`${op}BackpropFilter`, [site.in('x', T), site.graph.ints(shape), denseDy(site, windows)], {
        ...windows.attributes,
        ...more,
      });
    if (!dilations) return make(filter, {});
    return subsampleDilatedFilter(
      site,
      make(dilatedFilterShape(filter, dilations), undilated),
      filter,
      dilations,
    );
  };
  const toInput: TensorflowEmitter = (site) => {
    const input = site.output.shape;
    const shape = site.shape('filter');
    const windows = convolutionWindows(site, input, site.shape('dy'), shape, depthwise);
    const dilations = unsupportedDilations(site);
    const filter = site.in('filter', T);
    const { spaceToDepth } = windows;
    if (spaceToDepth) {
      const result = site.node(
        `${op}BackpropInput`,
        [site.graph.ints(spaceToDepth.image), filterToDepth(site, filter, spaceToDepth), site.in('dy', T)],
        { ...windows.attributes, ...valid },
      );
      return depthToImage(site, result, input, spaceToDepth);
    }
    return site.node(
      `${op}BackpropInput`,
      [
        site.graph.ints(input),
        dilations ? dilateFilter(site, filter, shape, dilations) : filter,
        denseDy(site, windows),
      ],
      dilations ? { ...windows.attributes, ...undilated } : windows.attributes,
    );
  };
  return { [op]: forward, [`${op}BackpropFilter`]: toFilter, [`${op}BackpropInput`]: toInput };
};

export const tensorflowConvolutionEmitters: TensorflowEmitterTable = {
  ...convolutionEmitters(false),
  ...convolutionEmitters(true),
};
