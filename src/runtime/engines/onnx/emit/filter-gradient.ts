/** The gradient of a convolution by its filter, in the form that is quickest for the shapes at hand. */
import type { ValueId } from '../../../capture/index.js';
import { hasUnitStrideAndDilation, type WindowGeometry } from '../../passes/index.js';
import { nchwcLayout, permutedLayout, type Layout } from '../layout/index.js';
import type { OnnxAttributes, TensorName } from '../model/index.js';
import type { OnnxLoweringContext } from '../lowering-context.js';
import { emitIm2colFilterGradient } from './convolution-im2col.js';

type Four = [number, number, number, number];

/** Without the places behind the filter's end that rows and columns give which no window reached; axes 2 and 3. */
const cropToKernel = (
  { graph }: OnnxLoweringContext,
  made: TensorName,
  { kernel, unused }: WindowGeometry,
): TensorName =>
  unused.every((one) => one === 0)
    ? made
    : graph.op('Slice', [made, graph.ints([0, 0]), graph.ints(kernel), graph.ints([2, 3])]);

/** What a grouped convolution of images with as many sets of filters works on. */
interface GroupedConvolution {
  /** [outer, N, ...]: the images are the groups. */
  image: TensorName;
  /** [N * each, 1, ...]. */
  filters: TensorName;
  outer: number;
  images: number;
  /** Filters an image. */
  each: number;
  /** Numbers that come out for one of `outer` and one image. */
  rest: number;
  attributes: OnnxAttributes;
}

/**
 * The convolution, added up over the images: [outer, rest]. Groups are channels to onnxruntime, of which it takes whole
 * blocks or less than one; what is left of the images behind the last whole block is a convolution of its own.
 */
function sumOverImageGroups(
  { graph, plan }: OnnxLoweringContext,
  convolution: GroupedConvolution,
): TensorName {
  const { image, filters, outer, images, each, rest, attributes } = convolution;
  const left = images % plan.block;
  const parts = images < plan.block || left === 0 ? [images] : [images - left, left];
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
    const made = graph.nchwcOp('Conv', [part(image, 1, 1), part(filters, 0, each)], {
      ...attributes,
      group: count,
    });
    from += count;
    return graph.sum(graph.reshape(made, [outer, count, rest]), [1]);
  });
  return sums.reduce((sum, one) => graph.op('Add', [sum, one]));
}

/** Zeros left and right, as part of the image. Cheaper here than in the convolution. */
function padWidth({ graph }: OnnxLoweringContext, x: TensorName, left: number, right: number): TensorName {
  return left + right === 0 ? x : graph.op('Pad', [x, graph.ints([0, 0, 0, left, 0, 0, 0, right])]);
}

/**
 * One convolution in groups: the images are the groups, the channels of x (or blocks of them) the batch, and dy, as it
 * lies in blocked memory, the filters. A blocked x is read as an image whose rows have B numbers a pixel, with windows
 * whose columns are B apart. Strides become distances between the pixels of a window.
 *
 * @param dy in blocked memory, with its shape [batch, height, width, channels]
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
    const lying = graph.reshape(lowering.get(x, nchwcLayout(lowering.shape(x), B)), [n, cb, h * w * B]);
    const turned = cb === 1 ? lying : graph.transpose(lying, [1, 0, 2]);
    let image: TensorName;
    if (left + right > 0) {
      // Padding by a convolution of one pixel: it uses all threads.
      const one = graph.nchwcOp(
        'Conv',
        [graph.reshape(turned, [cb, n * B, h, w]), graph.filled([n * B, 1, 1, 1], 1)],
        {
          kernel_shape: [1, 1],
          strides: [1, 1],
          dilations: [1, 1],
          pads: [0, left, 0, right],
          group: n * B,
        },
      );
      image = graph.reshape(one, [cb, n, h, (w + left + right) * B]);
    } else image = graph.reshape(turned, [cb, n, h, w * B]);
    const rest = o * rows * columns * B;
    const attributes = { ...common, dilations: [down, across * B] };
    const sums = sumOverImageGroups(lowering, {
      image,
      filters,
      outer: cb,
      images: n,
      each: o,
      rest,
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
  const rest = o * rows * columns;
  const attributes = { ...common, dilations: geo.strides };
  const sums = sumOverImageGroups(lowering, {
    image,
    filters,
    outer: c,
    images: n,
    each: o,
    rest,
    attributes,
  });
  const layout: Layout = { splits: [[kh], [kw], [c], [o / B, B]], order: [2, 3, 0, 1, 4] };
  return { name: cropToKernel(lowering, graph.reshape(sums, [c, o / B, rows, columns, B]), geo), layout };
}

/** Few channels come out: dy is the image and x the filters, so that places come out from the end to the beginning. */
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
  const rest = c * kh * kw;
  const sums = sumOverImageGroups(lowering, {
    image,
    filters,
    outer: o,
    images: n,
    each: c,
    rest,
    attributes,
  });
  const area = kh * kw;
  const list = graph.reshape(sums, [o, c / B, area, B]);
  const order = graph.ints(Array.from({ length: area }, (_, at) => area - 1 - at));
  const forth = graph.op('Gather', [list, order], { axis: 2 });
  const layout: Layout = { splits: [[kh], [kw], [c / B, B], [o]], order: [4, 2, 0, 1, 3] };
  lowering.set(out, graph.reshape(forth, [o, c / B, kh, kw, B]), layout);
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
  const together = geo.dilations.every((one) => one === 1);
  if (B > 0 && together && o % B === 0 && (c % B === 0 || c < B)) {
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
