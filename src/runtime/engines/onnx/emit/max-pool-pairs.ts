/**
 * Max pooling by windows of 2 x 2 side by side on plain images, and its gradient, where there are no blocked kernels: like
 * max-pool-halves.ts first across, then down, so that the first of equal pixels takes the gradient, as in TensorFlow. Even
 * and odd columns are taken apart by one Transpose and put together by one Concat; all between is comparing and choosing
 * on all threads. MaxPool with indices and ScatterElements, as for any other windows, take half as long again.
 */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { isByHalves } from '../../passes/index.js';
import { dims, planes } from '../layout/index.js';
import type { Name } from '../model/index.js';
import type { Lowering } from '../lowering.js';

type Four = [number, number, number, number];

/** Whether a pooling call has such windows. */
export const isPairing = (lowering: Lowering, call: KernelCall, x: ValueId, small: ValueId): boolean =>
  lowering.dtype(x) === 'float32' && isByHalves(call.attrs, lowering.shape(x), lowering.shape(small));

interface Apart {
  /** Even columns and odd ones: [N C H / 2, 2, W / 2]. */
  columns: readonly [Name, Name];
  /** The greater of two columns, in even rows and in odd ones: [N C H / 2, 1, W / 2]. */
  rows: readonly [Name, Name];
}

/** The image taken apart, once for pooling and its gradient. */
const apart = (lowering: Lowering, x: ValueId): Apart =>
  lowering.graph.once(`pairs of ${x}`, () => takeApart(lowering, x));

function takeApart(lowering: Lowering, x: ValueId): Apart {
  const { graph } = lowering;
  const [n, h, w, c] = lowering.shape(x) as Four;
  const split = (name: Name, axis: number) => {
    const parts = [graph.fresh(), graph.fresh()] as const;
    graph.many('Split', [name], { axis, num_outputs: 2 }, parts);
    return parts;
  };
  const image = lowering.get(x, planes([n, h, w, c]));
  const turned = graph.transpose(graph.reshape(image, [(n * c * h * w) / 2, 2]), [1, 0]);
  const [even, odd] = split(turned, 0);
  const line = (name: Name) => graph.reshape(name, [(n * c * h) / 2, 2, w / 2]);
  const columns = [line(even), line(odd)] as const;
  return { columns, rows: split(graph.op('Max', columns), 1) };
}

/** The maxima, for programs that ask for the gradient as well. */
export function maxPoolPairs(lowering: Lowering, x: ValueId, out: ValueId): void {
  const layout = planes(lowering.shape(out));
  const made = lowering.graph.op('Max', apart(lowering, x).rows);
  lowering.set(out, lowering.graph.reshape(made, dims(layout)), layout);
}

/** Each gradient goes to the winner of its window, 0 to the other pixels. */
export function maxPoolPairsGradient(lowering: Lowering, dy: ValueId, x: ValueId, out: ValueId): void {
  const { graph } = lowering;
  const [n, h, w, c] = lowering.shape(x) as Four;
  const { columns, rows } = apart(lowering, x);
  const give = (slopes: Name, [first, second]: readonly [Name, Name]): [Name, Name] => {
    const wins = graph.op('GreaterOrEqual', [first, second]);
    const given = graph.op('Where', [wins, slopes, graph.number(0)]);
    return [given, graph.op('Sub', [slopes, given])];
  };
  const slopes = graph.reshape(lowering.get(dy, planes(lowering.shape(dy))), [(n * c * h) / 2, 1, w / 2]);
  const down = graph.op('Concat', give(slopes, rows), { axis: 1 });
  const pixels = give(down, columns).map((name) => graph.reshape(name, [(n * c * h * w) / 2, 1]));
  const layout = planes(lowering.shape(out));
  lowering.set(out, graph.reshape(graph.op('Concat', pixels, { axis: 1 }), dims(layout)), layout);
}
