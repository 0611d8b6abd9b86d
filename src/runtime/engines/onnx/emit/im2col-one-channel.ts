/**
 * im2col of single-channel images, where Gather would copy element by element: a convolution with one one-hot filter
 * per kernel offset produces the columns, with a row of ones appended for the bias. Products are then per image.
 */
import type { ValueId } from '../../../capture/index.js';
import type { WindowGeometry } from '../../passes/index.js';
import type { OnnxLoweringContext } from '../lowering-context.js';
import { CONTRIB_DOMAIN, type TensorName } from '../model/index.js';
import { MAX_COLUMNS_SIZE } from './im2col.js';
import { windowAttributes } from './epilogue.js';

type Four = [number, number, number, number];

/** The cost is quadratic in the kernel area. */
const MAX_KERNEL_AREA = 49;

/**
 * Whether the receptive fields of single-channel x (one per pixel of `output`) are built by convolution instead of
 * Gather.
 */
export function usesOneChannelIm2col(
  lowering: OnnxLoweringContext,
  x: ValueId,
  output: ValueId,
  { kernel }: WindowGeometry,
): boolean {
  const kernelArea = kernel[0] * kernel[1];
  const [n = 1, h = 1, w = 1] = lowering.shape(output);
  const fits = n * h * w * (kernelArea + 1) <= MAX_COLUMNS_SIZE;
  return lowering.shape(x)[3] === 1 && kernelArea > 1 && kernelArea <= MAX_KERNEL_AREA && fits;
}

/** Columns of an image: [N, kernel area + 1, windows]. */
function oneChannelColumns(
  lowering: OnnxLoweringContext,
  x: ValueId,
  geo: WindowGeometry,
  outputShape: readonly number[],
): TensorName {
  const { graph } = lowering;
  const [n, height, width] = lowering.shape(x) as Four;
  const [kh, kw] = geo.kernel;
  const kernelArea = kh * kw;
  const { strides, dilations, pads } = geo;
  const key = `one-channel columns of ${x} ${JSON.stringify([geo.kernel, strides, dilations, pads])}`;
  return graph.memoize(key, () => {
    const oneHot = Float32Array.from({ length: (kernelArea + 1) * kernelArea }, (_, at) =>
      Math.floor(at / kernelArea) === at % kernelArea ? 1 : 0,
    );
    const filter = graph.constant('float32', [kernelArea + 1, 1, kh, kw], oneHot);
    const bias = Float32Array.from({ length: kernelArea + 1 }, (_, at) => (at === kernelArea ? 1 : 0));
    const image = graph.reshape(lowering.get(x), [n, 1, height, width]);
    const columns = graph.op('Conv', [image, filter, graph.constant('float32', [kernelArea + 1], bias)], {
      ...windowAttributes(geo),
      group: 1,
    });
    return graph.reshape(columns, [n, kernelArea + 1, (outputShape[1] ?? 1) * (outputShape[2] ?? 1)]);
  });
}

/**
 * The convolution: [N, windows, outChannels].
 *
 * @param filter [kernel area, outChannels]
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
  const biasRow = graph.reshape(bias ?? graph.filled([to], 0), [1, to]);
  const filterAndBias = graph.op('Concat', [filter, biasRow], { axis: 0 });
  const columns = oneChannelColumns(lowering, x, geo, lowering.shape(out));
  return graph.op('FusedMatMul', [columns, filterAndBias], { transA: 1, transB: 0 }, CONTRIB_DOMAIN);
}

/** The filter gradient: [kernel area, outChannels]. */
export function filterGradientOneChannel(
  lowering: OnnxLoweringContext,
  x: ValueId,
  dy: ValueId,
  geo: WindowGeometry,
): TensorName {
  const { graph } = lowering;
  const [n, height, width, to] = lowering.shape(dy) as Four;
  const dyRows = graph.reshape(lowering.get(dy), [n, height * width, to]);
  const columns = oneChannelColumns(lowering, x, geo, lowering.shape(dy));
  const sums = graph.sum(graph.op('MatMul', [columns, dyRows]), [0]);
  return graph.op('Slice', [sums, graph.ints([0]), graph.ints([geo.kernel[0] * geo.kernel[1]])]);
}
