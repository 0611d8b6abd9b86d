/**
 * Max pooling by windows of 2 x 2 side by side on blocked images, and its gradient, as two poolings of one dimension:
 * first across, then down. The winner of a window is then the first in its row, and the upper of two equal rows, which
 * is the first of the window: the one that takes the gradient in TensorFlow. Each level of the gradient is a mask, a
 * product, a difference and a Concat; of what was tried the quickest that is exact on ties (MaxPool with indices takes
 * several times as long; windows taken apart pixel by pixel, a third more).
 */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { isByHalves } from '../../passes/index.js';
import { blocks, dims } from '../layout/index.js';
import type { Name } from '../model/index.js';
import type { Lowering } from '../lowering.js';
import { BIG } from './extremes.js';

type Four = [number, number, number, number];

/** Whether a pooling call has such windows, and its image (the value `x`) lies in blocks. */
export function isHalving(lowering: Lowering, call: KernelCall, x: ValueId, small: ValueId): boolean {
  return lowering.isBlockable(x) && isByHalves(call.attrs, lowering.shape(x), lowering.shape(small));
}

const blocked = (lowering: Lowering, id: ValueId): Name => {
  const [n, h, w, c] = lowering.shape(id) as Four;
  return lowering.graph.reshape(lowering.get(id, blocks([n, h, w, c], lowering.plan.block)), [n, c, h, w]);
};

/** Maxima of two pixels side by side; pooling and its gradient share them. */
function acrossMaxima({ graph }: Lowering, image: Name): Name {
  return graph.once(`maxima across ${image}`, () =>
    graph.blocked('MaxPool', [image], { kernel_shape: [1, 2], strides: [1, 2], pads: [0, 0, 0, 0] }),
  );
}

/** The image in its blocked dimensions, the same name for all who ask. */
function imageOf(lowering: Lowering, x: ValueId): Name {
  return lowering.graph.once(`image of ${x}`, () => blocked(lowering, x));
}

/** The maxima, by way of the maxima across: for programs that ask for the gradient as well. */
export function maxPoolHalves(lowering: Lowering, x: ValueId, out: ValueId): void {
  const { graph, plan } = lowering;
  const across = acrossMaxima(lowering, imageOf(lowering, x));
  const made = graph.blocked('MaxPool', [across], {
    kernel_shape: [2, 1],
    strides: [2, 1],
    pads: [0, 0, 0, 0],
  });
  const layout = blocks(lowering.shape(out), plan.block);
  lowering.set(out, graph.reshape(made, dims(layout)), layout);
}

/**
 * Of each pair of pixels: 1 where the first is at least the second, otherwise 0, if they are equal or differ by more
 * than 2^-64: clip(BIG * first - BIG * second + 1, 0, 1).
 */
function firstWins(
  { graph }: Lowering,
  image: Name,
  channels: number,
  pair: [number, number],
  block: number,
): Name {
  const sides = graph.once(`pair ${channels} ${pair.join('x')}`, () => {
    const filter = new Float32Array(channels * 2);
    for (let at = 0; at < filter.length; at++) filter[at] = Math.floor(at / block) % 2 === 0 ? BIG : -BIG;
    return graph.constant('float32', [channels, 1, ...pair], filter);
  });
  return graph.blocked('Conv', [image, sides, graph.filled([channels], 1)], {
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
export function maxPoolHalvesColumns(lowering: Lowering, dy: ValueId, x: ValueId): [Name, Name] {
  const { graph, plan } = lowering;
  const B = plan.block;
  const [n, h, w, c] = lowering.shape(x) as Four;
  const image = imageOf(lowering, x);
  const give = (slopes: Name, first: Name): [Name, Name] => {
    const taken = graph.op('Mul', [slopes, first]);
    return [taken, graph.op('Sub', [slopes, taken])];
  };
  const [upper, lower] = give(
    blocked(lowering, dy),
    firstWins(lowering, acrossMaxima(lowering, image), c, [2, 1], B),
  );
  const row = (name: Name) => graph.reshape(name, [(n * c * h) / (2 * B), 1, (w / 2) * B]);
  const down = graph.reshape(graph.op('Concat', [row(upper), row(lower)], { axis: 1 }), [n, c, h, w / 2]);
  return give(down, firstWins(lowering, image, c, [1, 2], B));
}

/** Each gradient goes to the winner of its window, 0 to the other pixels. */
export function maxPoolHalvesGradient(lowering: Lowering, dy: ValueId, x: ValueId, out: ValueId): void {
  const { graph, plan } = lowering;
  const [n, h, w, c] = lowering.shape(x) as Four;
  const pixels = maxPoolHalvesColumns(lowering, dy, x).map((name) =>
    graph.reshape(name, [(n * c * h * w) / (2 * plan.block), 1, plan.block]),
  );
  const layout = blocks(lowering.shape(out), plan.block);
  lowering.set(out, graph.reshape(graph.op('Concat', pixels, { axis: 1 }), dims(layout)), layout);
}
