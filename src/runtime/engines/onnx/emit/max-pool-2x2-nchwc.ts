/**
 * 2 x 2 max pooling with stride 2 on NCHWc images and its gradient, as two 1-D poolings, horizontal then vertical.
 * The winner is then the first maximum in row-major order, which is TensorFlow's tie-breaking. Each level of the
 * gradient is a mask, a product, a difference and a Concat: the fastest form tried that is exact on ties (MaxPool
 * with indices is several times slower; separating windows pixel by pixel, by a third).
 */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { isPool2x2 } from '../../passes/index.js';
import { nchwcLayout, physicalDims, product } from '../layout/index.js';
import type { TensorName } from '../model/index.js';
import type { OnnxLoweringContext } from '../lowering-context.js';
import { SATURATING_POWER_OF_TWO } from './saturation-factors.js';

type Four = [number, number, number, number];

/** Whether a call is 2 x 2 pooling with stride 2 of an image (the value `x`) that NCHWc kernels take. */
export function isNchwcMaxPool2x2(
  lowering: OnnxLoweringContext,
  call: KernelCall,
  x: ValueId,
  pooled: ValueId,
): boolean {
  return lowering.isBlockable(x) && isPool2x2(call.attrs, lowering.shape(x), lowering.shape(pooled));
}

const nchwcImage = (lowering: OnnxLoweringContext, id: ValueId): TensorName => {
  const [n, h, w, c] = lowering.shape(id) as Four;
  return lowering.graph.reshape(lowering.get(id, nchwcLayout([n, h, w, c], lowering.plan.block)), [
    n,
    c,
    h,
    w,
  ]);
};

/** Maxima of horizontal pairs of pixels; pooling and its gradient share them. */
function horizontalMaxima({ graph }: OnnxLoweringContext, image: TensorName): TensorName {
  return graph.memoize(`maxima across ${image}`, () =>
    graph.nchwcOp('MaxPool', [image], { kernel_shape: [1, 2], strides: [1, 2], pads: [0, 0, 0, 0] }),
  );
}

/** The image in NCHWc, memoized. */
function sharedNchwcImage(lowering: OnnxLoweringContext, x: ValueId): TensorName {
  return lowering.graph.memoize(`image of ${x}`, () => nchwcImage(lowering, x));
}

/** The pooling, by way of the horizontal maxima: for programs that need the gradient as well. */
export function emitNchwcMaxPool2x2(lowering: OnnxLoweringContext, x: ValueId, out: ValueId): void {
  const { graph, plan } = lowering;
  const horizontal = horizontalMaxima(lowering, sharedNchwcImage(lowering, x));
  const pooled = graph.nchwcOp('MaxPool', [horizontal], {
    kernel_shape: [2, 1],
    strides: [2, 1],
    pads: [0, 0, 0, 0],
  });
  const layout = nchwcLayout(lowering.shape(out), plan.block);
  lowering.set(out, graph.reshape(pooled, physicalDims(layout)), layout);
}

/**
 * For each pair of pixels: 1 where first >= second, otherwise 0; exact if they are equal or differ by more than
 * 2^-64: clip(BIG * first - BIG * second + 1, 0, 1).
 */
export function firstIsMaximum(
  { graph }: OnnxLoweringContext,
  image: TensorName,
  channels: number,
  pair: [number, number],
  blockSize: number,
): TensorName {
  const sides = graph.memoize(`pair ${channels} ${pair.join('x')}`, () => {
    const filter = new Float32Array(channels * 2);
    for (let at = 0; at < filter.length; at++)
      filter[at] = Math.floor(at / blockSize) % 2 === 0 ? SATURATING_POWER_OF_TWO : -SATURATING_POWER_OF_TWO;
    return graph.constant('float32', [channels, 1, ...pair], filter);
  });
  return graph.nchwcOp('Conv', [image, sides, graph.filled([channels], 1)], {
    kernel_shape: pair,
    strides: pair,
    dilations: [1, 1],
    pads: [0, 0, 0, 0],
    group: channels,
    activation: 'Clip',
    activation_params: { floats: [0, 1] },
  });
}

/** The gradient's even and odd columns, in NCHWc: [N, height, width / 2, C] each. */
export function nchwcMaxPool2x2GradientColumns(
  lowering: OnnxLoweringContext,
  dy: ValueId,
  x: ValueId,
): [TensorName, TensorName] {
  const { graph, plan } = lowering;
  const B = plan.block;
  const [n, h, w, c] = lowering.shape(x) as Four;
  const image = sharedNchwcImage(lowering, x);
  const [upper, lower] = splitByWinner(
    lowering,
    nchwcImage(lowering, dy),
    firstIsMaximum(lowering, horizontalMaxima(lowering, image), c, [2, 1], B),
  );
  const row = (name: TensorName) => graph.reshape(name, [(n * c * h) / (2 * B), 1, (w / 2) * B]);
  const rowGradient = graph.reshape(graph.op('Concat', [row(upper), row(lower)], { axis: 1 }), [
    n,
    c,
    h,
    w / 2,
  ]);
  return splitByWinner(lowering, rowGradient, firstIsMaximum(lowering, image, c, [1, 2], B));
}

/** Scatters each gradient to its window's maximum; other pixels get 0. */
export function emitNchwcMaxPool2x2Gradient(
  lowering: OnnxLoweringContext,
  dy: ValueId,
  x: ValueId,
  out: ValueId,
): void {
  setFromColumns(lowering, out, nchwcMaxPool2x2GradientColumns(lowering, dy, x));
}

/** The gradient of each of two neighbours: all of it goes to the first where `firstWins` is 1, to the second where it is 0. */
export function splitByWinner(
  { graph }: OnnxLoweringContext,
  gradient: TensorName,
  firstWins: TensorName,
): [TensorName, TensorName] {
  const toFirst = graph.op('Mul', [gradient, firstWins]);
  return [toFirst, graph.op('Sub', [gradient, toFirst])];
}

/** Sets a value of an image to what its even and its odd columns are, in NCHWc. */
export function setFromColumns(
  lowering: OnnxLoweringContext,
  out: ValueId,
  columns: readonly [even: TensorName, odd: TensorName],
): void {
  const { graph, plan } = lowering;
  const shape = lowering.shape(out);
  const pairs = product(shape) / (2 * plan.block);
  const pixels = columns.map((name) => graph.reshape(name, [pairs, 1, plan.block]));
  const layout = nchwcLayout(shape, plan.block);
  lowering.set(out, graph.reshape(graph.op('Concat', pixels, { axis: 1 }), physicalDims(layout)), layout);
}
