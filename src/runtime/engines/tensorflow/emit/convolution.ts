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

/** How windows lie. */
interface ConvolutionWindows {
  /** By TensorFlow's attributes: those of one image over another with one pixel for each window. */
  attributes: TensorflowAttributes;
  /**
   * TensorFlow's own kernels refuse depthwise convolutions with strides of two lengths (oneDNN's take them): they are
   * taken a pixel at a time, and only every so many windows are looked at.
   */
  unequalStrides: { strides: readonly number[]; size: readonly number[] } | null;
  /** Where a stride is better gone about by cells: what upsampling has become. */
  cells: SpaceToDepthShapes | null;
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
  const uneven = depthwise && strides[0] !== strides[1];
  const named = !uneven && (attrs.pad === 'same' || attrs.pad === 'valid');
  const positions = (axis: 0 | 1, before: number, after: number) =>
    imageShape[axis + 1]! + before + after - (filterShape[axis]! - 1) * dilations[axis];
  return {
    attributes: {
      T,
      strides: uneven ? [1, 1, 1, 1] : [1, ...strides, 1],
      dilations: [1, ...dilations, 1],
      data_format: stringAttribute('NHWC'),
      padding: stringAttribute(named ? String(attrs.pad).toUpperCase() : 'EXPLICIT'),
      explicit_paddings: named ? [] : [0, 0, top, bottom, left, right, 0, 0],
    },
    cells: depthwise || named ? null : spaceToDepthShapes(geo, imageShape, filterShape),
    unequalStrides: uneven ? { strides, size: [positions(0, top, bottom), positions(1, left, right)] } : null,
  };
}

const convolutionEmitters = (depthwise: boolean): TensorflowEmitterTable => {
  const op = depthwise ? 'DepthwiseConv2dNative' : 'Conv2D';
  /** The gaps that the kernel has to do without. */
  const gapsOf = (site: KernelCallSite): readonly number[] | null => {
    const gaps = site.attr<[number, number]>('dilations');
    const known = !depthwise && site.call.kernel === op;
    return !known && gaps.some((gap) => gap > 1) ? gaps : null;
  };
  const dense = { dilations: [1, 1, 1, 1] };
  const valid = { strides: [1, 1, 1, 1], padding: stringAttribute('VALID'), explicit_paddings: [] };
  /** The slopes of all windows, 0 for those that are not looked at. */
  const slopes = (site: KernelCallSite, { unequalStrides: steps }: ConvolutionWindows) => {
    const dy = site.in('dy', T);
    return steps ? dilateImage(site, dy, site.shape('dy'), steps.strides, steps.size) : dy;
  };

  const forward: TensorflowEmitter = (site) => {
    const shape = site.shape('filter');
    const {
      attributes: how,
      unequalStrides: steps,
      cells,
    } = convolutionWindows(site, site.shape('x'), site.output.shape, shape, depthwise);
    if (cells) {
      const [x, filter] = [site.in('x', T), site.in('filter', T)];
      const inputs = [imageToDepth(site, x, cells), filterToDepth(site, filter, cells)];
      return site.castToOutputType(site.node(op, inputs, { ...how, ...valid }), T);
    }
    const gaps = gapsOf(site);
    const filter = site.in('filter', T);
    const inputs = [site.in('x', T), gaps ? dilateFilter(site, filter, shape, gaps) : filter];
    const made = site.node(op, inputs, gaps ? { ...how, ...dense } : how);
    return site.castToOutputType(
      steps ? subsampleImage(site, made, steps.size, steps.strides, site.output.shape) : made,
      T,
    );
  };
  const toFilter: TensorflowEmitter = (site) => {
    const filter = site.output.shape;
    const windows = convolutionWindows(site, site.shape('x'), site.shape('dy'), filter, depthwise);
    const { cells } = windows;
    if (cells) {
      const made = site.node(
        `${op}BackpropFilter`,
        [imageToDepth(site, site.in('x', T), cells), site.graph.ints(cells.filter), site.in('dy', T)],
        { ...windows.attributes, ...valid },
      );
      return depthToFilter(site, made, cells);
    }
    const gaps = gapsOf(site);
    const make = (shape: readonly number[], more: TensorflowAttributes) =>
      site.node(`${op}BackpropFilter`, [site.in('x', T), site.graph.ints(shape), slopes(site, windows)], {
        ...windows.attributes,
        ...more,
      });
    if (!gaps) return make(filter, {});
    return subsampleDilatedFilter(site, make(dilatedFilterShape(filter, gaps), dense), filter, gaps);
  };
  const toInput: TensorflowEmitter = (site) => {
    const input = site.output.shape;
    const shape = site.shape('filter');
    const windows = convolutionWindows(site, input, site.shape('dy'), shape, depthwise);
    const gaps = gapsOf(site);
    const filter = site.in('filter', T);
    const { cells } = windows;
    if (cells) {
      const made = site.node(
        `${op}BackpropInput`,
        [site.graph.ints(cells.image), filterToDepth(site, filter, cells), site.in('dy', T)],
        { ...windows.attributes, ...valid },
      );
      return depthToImage(site, made, input, cells);
    }
    return site.node(
      `${op}BackpropInput`,
      [
        site.graph.ints(input),
        gaps ? dilateFilter(site, filter, shape, gaps) : filter,
        slopes(site, windows),
      ],
      gaps ? { ...windows.attributes, ...dense } : windows.attributes,
    );
  };
  return { [op]: forward, [`${op}BackpropFilter`]: toFilter, [`${op}BackpropInput`]: toInput };
};

export const tensorflowConvolutionEmitters: TensorflowEmitterTable = {
  ...convolutionEmitters(false),
  ...convolutionEmitters(true),
};
