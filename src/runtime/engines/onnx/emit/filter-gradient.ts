/** The filter gradient of a convolution, in the fastest form for the shapes. */
import type { ValueId } from '../../../capture/index.js';
import { hasUnitStrideAndDilation, type WindowGeometry } from '../../passes/index.js';
import { nchwcLayout, permutedLayout, type Layout } from '../layout/index.js';
import type { OnnxAttributes, TensorName } from '../model/index.js';
import type { OnnxLoweringContext } from '../lowering-context.js';
import { emitIm2colFilterGradient } from './convolution-im2col.js';

type Four = [number, number, number, number];

/** Crops kernel offsets beyond the kernel, which come from rows and columns that no window covers; axes 2 and 3. */
const cropToKernel = (
  { graph }: OnnxLoweringContext,
  gradient: TensorName,
  { kernel, unused }: WindowGeometry,
): TensorName =>
  unused.every((one) => one === 0)
    ? gradient
    : graph.op('Slice', [gradient, graph.ints([0, 0]), graph.ints(kernel), graph.ints([2, 3])]);

/** A grouped convolution whose groups are the images, with a set of filters for each. */
interface GroupedConvolution {
  /** [outer, N, ...]; the images are the groups. */
  image: TensorName;
  /** [N * each, 1, ...]. */
  filters: TensorName;
  outer: number;
  images: number;
  /** Filters per image. */
  filtersPerImage: number;
  /** Output elements per image and element of `outer`. */
  outputSize: number;
  attributes: OnnxAttributes;
}

/**
 * Runs the convolution and sums over images: [outer, rest]. Groups count as channels to onnxruntime, which accepts
 * whole blocks or less than one; the remainder of images is a second convolution.
 */
function sumOverImageGroups(
  { graph, plan }: OnnxLoweringContext,
  convolution: GroupedConvolution,
): TensorName {
  const { image, filters, outer, images, filtersPerImage, outputSize, attributes } = convolution;
  const remainder = images % plan.block;
  const parts = images < plan.block || remainder === 0 ? [images] : [images - remainder, remainder];
  let from = 0;
  const sums = parts.map((count) => {
    const part = (name: TensorName, axis: number, size: number) =>
      count === images
        ? name
        : graph.op('Slice', [
            name,
            graph.ints([from * size]),
            graph.ints([(from + count) * size]),
            graph.ints([axis]),
          ]);
    const result = graph.nchwcOp('Conv', [part(image, 1, 1), part(filters, 0, filtersPerImage)], {
      ...attributes,
      group: count,
    });
    from += count;
    return graph.sum(graph.reshape(result, [outer, count, outputSize]), [1]);
  });
  return sums.reduce((sum, one) => graph.op('Add', [sum, one]));
}

/** Pads the width explicitly: cheaper here than in the convolution. */
function padWidth({ graph }: OnnxLoweringContext, x: TensorName, left: number, right: number): TensorName {
  return left + right === 0 ? x : graph.op('Pad', [x, graph.ints([0, 0, 0, left, 0, 0, 0, right])]);
}

/**
 * The filter gradient as one grouped convolution: images are groups, channels of x (or blocks of them) the batch, and
 * dy, in its NCHWc memory, the filters. NCHWc x is read as an image with B columns per pixel and a column dilation of
 * B. Strides become dilations.
 *
 * @param dy in NCHWc, with its shape [batch, height, width, channels]
 */
export function groupedFilterGradient(
  lowering: OnnxLoweringContext,
  x: ValueId,
  dy: { name: TensorName; shape: Four },
  geo: WindowGeometry,
): { name: TensorName; layout: Layout } {
  const { graph, plan } = lowering;
  const B = plan.block;
  const [n, h, w, c] = lowering.shape(x) as Four;
  const [, oh, ow, o] = dy.shape;
  const [kh, kw] = geo.kernel;
  const [top, left, bottom, right] = geo.pads;
  const filters = graph.reshape(dy.name, [n * o, 1, oh, ow]);
  const [down, across] = geo.strides;
  const common = { kernel_shape: [oh, ow], strides: [1, 1], pads: [top, 0, bottom, 0] };
  const [rows, columns] = [kh + geo.unused[0], kw + geo.unused[1]];
  if (c % B === 0) {
    const cb = c / B;
    const blocked = graph.reshape(lowering.get(x, nchwcLayout(lowering.shape(x), B)), [n, cb, h * w * B]);
    const channelsFirst = cb === 1 ? blocked : graph.transpose(blocked, [1, 0, 2]);
    let image: TensorName;
    if (left + right > 0) {
      // A 1 x 1 convolution pads, since it is multithreaded.
      const padded = graph.nchwcOp(
        'Conv',
        [graph.reshape(channelsFirst, [cb, n * B, h, w]), graph.filled([n * B, 1, 1, 1], 1)],
        {
          kernel_shape: [1, 1],
          strides: [1, 1],
          dilations: [1, 1],
          pads: [0, left, 0, right],
          group: n * B,
        },
      );
      image = graph.reshape(padded, [cb, n, h, (w + left + right) * B]);
    } else image = graph.reshape(channelsFirst, [cb, n, h, w * B]);
    const outputSize = o * rows * columns * B;
    const attributes = { ...common, dilations: [down, across * B] };
    const sums = sumOverImageGroups(lowering, {
      image,
      filters,
      outer: cb,
      images: n,
      filtersPerImage: o,
      outputSize,
      attributes,
    });
    const layout: Layout = { splits: [[kh], [kw], [cb, B], [o / B, B]], order: [2, 4, 0, 1, 3, 5] };
    return {
      name: cropToKernel(lowering, graph.reshape(sums, [cb, o / B, rows, columns, B, B]), geo),
      layout,
    };
  }
  const image = padWidth(
    lowering,
    lowering.get(x, permutedLayout(lowering.shape(x), [3, 0, 1, 2])),
    left,
    right,
  );
  const outputSize = o * rows * columns;
  const attributes = { ...common, dilations: geo.strides };
  const sums = sumOverImageGroups(lowering, {
    image,
    filters,
    outer: c,
    images: n,
    filtersPerImage: o,
    outputSize,
    attributes,
  });
  const layout: Layout = { splits: [[kh], [kw], [c], [o / B, B]], order: [2, 3, 0, 1, 4] };
  return { name: cropToKernel(lowering, graph.reshape(sums, [c, o / B, rows, columns, B]), geo), layout };
}

/** Few output channels: dy is the image and x the filters, so kernel offsets come out reversed. */
function exchangedFilterGradient(
  lowering: OnnxLoweringContext,
  x: ValueId,
  dy: ValueId,
  out: ValueId,
  geo: WindowGeometry,
): void {
  const { graph, plan } = lowering;
  const B = plan.block;
  const [n, h, w, c] = lowering.shape(x) as Four;
  const [, oh, ow, o] = lowering.shape(dy) as Four;
  const [kh, kw] = geo.kernel;
  const [top, left] = [kh - 1 - geo.pads[0], kw - 1 - geo.pads[1]];
  const [bottom, right] = [kh - 1 + h - oh - top, kw - 1 + w - ow - left];
  const image = padWidth(
    lowering,
    lowering.get(dy, permutedLayout(lowering.shape(dy), [3, 0, 1, 2])),
    left,
    right,
  );
  const filters = graph.reshape(lowering.get(x, nchwcLayout(lowering.shape(x), B)), [n * c, 1, h, w]);
  const attributes = {
    kernel_shape: [h, w],
    strides: [1, 1],
    dilations: [1, 1],
    pads: [top, 0, bottom, 0],
  };
  const outputSize = c * kh * kw;
  const sums = sumOverImageGroups(lowering, {
    image,
    filters,
    outer: o,
    images: n,
    filtersPerImage: c,
    outputSize,
    attributes,
  });
  const area = kh * kw;
  const offsets = graph.reshape(sums, [o, c / B, area, B]);
  const order = graph.ints(Array.from({ length: area }, (_, at) => area - 1 - at));
  const unreversed = graph.op('Gather', [offsets, order], { axis: 2 });
  const layout: Layout = { splits: [[kh], [kw], [c / B, B], [o]], order: [4, 2, 0, 1, 3] };
  lowering.set(out, graph.reshape(unreversed, [o, c / B, kh, kw, B]), layout);
}

export function emitFilterGradient(
  lowering: OnnxLoweringContext,
  x: ValueId,
  dy: ValueId,
  out: ValueId,
  geo: WindowGeometry,
): void {
  const B = lowering.plan.block;
  const c = lowering.shape(x)[3] ?? 1;
  const o = lowering.shape(dy)[3] ?? 1;
  const isUndilated = geo.dilations.every((one) => one === 1);
  if (B > 0 && isUndilated && o % B === 0 && (c % B === 0 || c < B)) {
    const shape = lowering.shape(dy) as Four;
    const { name, layout } = groupedFilterGradient(
      lowering,
      x,
      { name: lowering.get(dy, nchwcLayout(shape, B)), shape },
      geo,
    );
    lowering.set(out, name, layout);
  } else if (
    B > 0 &&
    hasUnitStrideAndDilation(geo) &&
    geo.unused.every((rows) => rows === 0) &&
    c % B === 0 &&
    o < B &&
    geo.pads.every((pad, at) => pad < geo.kernel[(at % 2) as 0 | 1])
  ) {
    exchangedFilterGradient(lowering, x, dy, out, geo);
  } else emitIm2colFilterGradient(lowering, x, dy, out, geo);
}
