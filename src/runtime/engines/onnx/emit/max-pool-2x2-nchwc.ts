/**
 * Max pooling by windows of 2 x 2 side by side on blocked images, and its gradient, as two poolings of one dimension:
 * first across, then down. The winner of a window is then the first in its row, and the upper of two equal rows, which
 * is the first of the window: the one that takes the gradient in TensorFlow. Each level of the gradient is a mask, a
 * product, a difference and a Concat; of what was tried the quickest that is exact on ties (MaxPool with indices takes
 * several times as long; windows taken apart pixel by pixel, a third more).
 */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { isPool2x2 } from '../../passes/index.js';
import { nchwcLayout, physicalDims } from '../layout/index.js';
import type { TensorName } from '../model/index.js';
import type { OnnxLoweringContext } from '../lowering-context.js';
import { SATURATING_POWER_OF_TWO } from './saturation-factors.js';

type Four = [number, number, number, number];

/** Whether a pooling call has such windows, and its image (the value `x`) lies in blocks. */
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

/** Maxima of two pixels side by side; pooling and its gradient share them. */
function horizontalMaxima({ graph }: OnnxLoweringContext, image: TensorName): TensorName {
  return graph.memoize(`maxima across ${image}`, () =>
    graph.nchwcOp('MaxPool', [image], { kernel_shape: [1, 2], strides: [1, 2], pads: [0, 0, 0, 0] }),
  );
}

/** The image in its blocked dimensions, the same name for all who ask. */
function sharedNchwcImage(lowering: OnnxLoweringContext, x: ValueId): TensorName {
  return lowering.graph.memoize(`image of ${x}`, () => nchwcImage(lowering, x));
}

/** The maxima, by way of the maxima across: for programs that ask for the gradient as well. */
export function emitNchwcMaxPool2x2(lowering: OnnxLoweringContext, x: ValueId, out: ValueId): void {
  const { graph, plan } = lowering;
  const across = horizontalMaxima(lowering, sharedNchwcImage(lowering, x));
  const made = graph.nchwcOp('MaxPool', [across], {
    kernel_shape: [2, 1],
    strides: [2, 1],
    pads: [0, 0, 0, 0],
  });
  const layout = nchwcLayout(lowering.shape(out), plan.block);
  lowering.set(out, graph.reshape(made, physicalDims(layout)), layout);
}

/**
 * Of each pair of pixels: 1 where the first is at least the second, otherwise 0, if they are equal or differ by more
 * than 2^-64: clip(BIG * first - BIG * second + 1, 0, 1).
 */
function firstIsMaximum(
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

/** The gradient's pixels in even columns and in odd ones, each in blocks, [N, height, width / 2, C]. */
export function nchwcMaxPool2x2GradientColumns(
  lowering: OnnxLoweringContext,
  dy: ValueId,
  x: ValueId,
): [TensorName, TensorName] {
  const { graph, plan } = lowering;
  const B = plan.block;
  const [n, h, w, c] = lowering.shape(x) as Four;
  const image = sharedNchwcImage(lowering, x);
  const give = (slopes: TensorName, first: TensorName): [TensorName, TensorName] => {
    const taken = graph.op('Mul', [slopes, first]);
    return [taken, graph.op('Sub', [slopes, taken])];
  };
  const [upper, lower] = give(
    nchwcImage(lowering, dy),
    firstIsMaximum(lowering, horizontalMaxima(lowering, image), c, [2, 1], B),
  );
  const row = (name: TensorName) => graph.reshape(name, [(n * c * h) / (2 * B), 1, (w / 2) * B]);
  const down = graph.reshape(graph.op('Concat', [row(upper), row(lower)], { axis: 1 }), [n, c, h, w / 2]);
  return give(down, firstIsMaximum(lowering, image, c, [1, 2], B));
}

/** Each gradient goes to the winner of its window, 0 to the other pixels. */
export function emitNchwcMaxPool2x2Gradient(
  lowering: OnnxLoweringContext,
  dy: ValueId,
  x: ValueId,
  out: ValueId,
): void {
  const { graph, plan } = lowering;
  const [n, h, w, c] = lowering.shape(x) as Four;
  const pixels = nchwcMaxPool2x2GradientColumns(lowering, dy, x).map((name) =>
    graph.reshape(name, [(n * c * h * w) / (2 * plan.block), 1, plan.block]),
  );
  const layout = nchwcLayout(lowering.shape(out), plan.block);
  lowering.set(out, graph.reshape(graph.op('Concat', pixels, { axis: 1 }), physicalDims(layout)), layout);
}
