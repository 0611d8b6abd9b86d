import type { ValueId } from '../../../capture/index.js';
import { blocks, dims } from '../layout/index.js';
import type { Name } from '../model/index.js';
import type { Lowering } from '../lowering.js';

/** A power of two, by which scaling is exact: clip(BIG * (pixel - max) + 1, 0, 1) says whether the pixel is the max. */
const BIG = 2 ** 64;

/**
 * The gradient of pooling by windows of 2 x 2 side by side, on blocked images. One pixel of every window is picked and
 * compared with the maximum by a convolution of each channel by itself; the first that is equal takes the gradient, the
 * next ones what is left of it. (onnxruntime's MaxPool with indices takes several times as long.)
 */
export function maxPoolGradientBlocked(
  lowering: Lowering,
  dy: ValueId,
  x: ValueId,
  y: ValueId,
  out: ValueId,
): void {
  const { graph, plan } = lowering;
  const B = plan.block;
  const [n, h, w, c] = lowering.shape(x) as [number, number, number, number];
  const small = [n, c, h / 2, w / 2];
  const blocked = (id: ValueId, sides: readonly number[]): Name =>
    graph.reshape(lowering.get(id, blocks(lowering.shape(id), B)), sides);
  const image = blocked(x, [n, c, h, w]);
  const maxima = graph.op('Mul', [blocked(y, small), graph.number(-BIG)]);

  const isMaximum = (window: [number, number], at: number): Name => {
    const area = window[0] * window[1];
    const filter = new Float32Array(c * area);
    for (let block = 0; block < c / B; block++) {
      filter.fill(BIG, (block * area + at) * B, (block * area + at + 1) * B);
    }
    const picked = graph.once(`pick ${c} ${window.join('x')} ${at}`, () =>
      graph.constant('float32', [c, 1, ...window], filter),
    );
    return graph.blocked('Conv', [image, picked, graph.filled([c], 1), maxima], {
      kernel_shape: window,
      strides: [2, 2],
      dilations: [1, 1],
      pads: [0, 0, 0, 0],
      group: c,
      activation: 'Clip',
      activation_params: { floats: [0, 1] },
    });
  };

  const d = blocked(dy, small);
  const take = (from: Name, mask: Name): [Name, Name] => {
    const taken = graph.op('Mul', [from, mask]);
    return [taken, graph.op('Sub', [from, taken])];
  };
  const [a, afterA] = take(d, isMaximum([1, 1], 0));
  const [b, afterB] = take(afterA, isMaximum([1, 2], 1));
  const [below, last] = take(afterB, isMaximum([2, 1], 1));
  const cell = (name: Name) => graph.reshape(name, [(n * c * h) / (2 * B), 1, w / 2, 1, B]);
  const row = (left: Name, right: Name) => graph.op('Concat', [cell(left), cell(right)], { axis: 3 });
  const both = graph.op('Concat', [row(a, b), row(below, last)], { axis: 1 });
  const layout = blocks(lowering.shape(out), B);
  lowering.set(out, graph.reshape(both, dims(layout)), layout);
}
