/**
 * What windows see of images with one channel, for which gathering (see columns.ts) goes number by number: a convolution
 * with one filter for each place lays it out instead, place by place, with a 1 behind it for the bias. Products are then
 * image by image.
 */
import type { ValueId } from '../../../capture/index.js';
import type { WindowGeometry } from '../../passes/index.js';
import type { OnnxLoweringContext } from '../lowering-context.js';
import { CONTRIB_DOMAIN, type TensorName } from '../model/index.js';
import { MAX_COLUMNS_SIZE } from './im2col.js';
import { windowAttributes } from './epilogue.js';

type Four = [number, number, number, number];

/** Larger filters than these would be laid out place by place in a time that grows with the square of their size. */
const MAX_KERNEL_AREA = 49;

/** Whether the windows of x, one for each pixel of `small`, are better laid out so than gathered. */
export function usesOneChannelIm2col(
  lowering: OnnxLoweringContext,
  x: ValueId,
  output: ValueId,
  { kernel }: WindowGeometry,
): boolean {
  const places = kernel[0] * kernel[1];
  const [n = 1, h = 1, w = 1] = lowering.shape(output);
  const few = n * h * w * (places + 1) <= MAX_COLUMNS_SIZE;
  return lowering.shape(x)[3] === 1 && places > 1 && places <= MAX_KERNEL_AREA && few;
}

/** What windows see of an image: [N, places + 1, windows]. */
function oneChannelColumns(
  lowering: OnnxLoweringContext,
  x: ValueId,
  geo: WindowGeometry,
  outputShape: readonly number[],
): TensorName {
  const { graph } = lowering;
  const [n, height, width] = lowering.shape(x) as Four;
  const [kh, kw] = geo.kernel;
  const count = kh * kw;
  const { strides, dilations, pads } = geo;
  return graph.memoize(`places of ${x} ${JSON.stringify([geo.kernel, strides, dilations, pads])}`, () => {
    const each = Float32Array.from({ length: (count + 1) * count }, (_, at) =>
      Math.floor(at / count) === at % count ? 1 : 0,
    );
    const filter = graph.constant('float32', [count + 1, 1, kh, kw], each);
    const one = Float32Array.from({ length: count + 1 }, (_, at) => (at === count ? 1 : 0));
    const image = graph.reshape(lowering.get(x), [n, 1, height, width]);
    const made = graph.op('Conv', [image, filter, graph.constant('float32', [count + 1], one)], {
      ...windowAttributes(geo),
      group: 1,
    });
    return graph.reshape(made, [n, count + 1, (outputShape[1] ?? 1) * (outputShape[2] ?? 1)]);
  });
}

/**
 * What each window makes of what it sees: [N, windows, to].
 *
 * @param filter [places, to]
 */
export function convolveOneChannel(
  lowering: OnnxLoweringContext,
  x: ValueId,
  filter: TensorName,
  out: ValueId,
  geo: WindowGeometry,
  bias: TensorName | undefined,
): TensorName {
  const { graph } = lowering;
  const to = lowering.shape(out)[3] as number;
  const last = graph.reshape(bias ?? graph.filled([to], 0), [1, to]);
  const whole = graph.op('Concat', [filter, last], { axis: 0 });
  const seen = oneChannelColumns(lowering, x, geo, lowering.shape(out));
  return graph.op('FusedMatMul', [seen, whole], { transA: 1, transB: 0 }, CONTRIB_DOMAIN);
}

/** What each window saw times the slope of what it made of it, added up: [places, to]. */
export function filterGradientOneChannel(
  lowering: OnnxLoweringContext,
  x: ValueId,
  dy: ValueId,
  geo: WindowGeometry,
): TensorName {
  const { graph } = lowering;
  const [n, height, width, to] = lowering.shape(dy) as Four;
  const slopes = graph.reshape(lowering.get(dy), [n, height * width, to]);
  const seen = oneChannelColumns(lowering, x, geo, lowering.shape(dy));
  const sums = graph.sum(graph.op('MatMul', [seen, slopes]), [0]);
  return graph.op('Slice', [sums, graph.ints([0]), graph.ints([geo.kernel[0] * geo.kernel[1]])]);
}
