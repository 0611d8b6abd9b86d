/** Linear maps along one axis: resizing, pooling to a number of places. */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TfCore } from '../definition-types.js';

/** A matrix [places from, places to] by what each place that is made takes from those that are there. */
export type AxisMap = (from: number, to: number) => Float32Array;

/** Maps an axis, counted with the batch, to a number of places. */
export function mapAxis(tf: TfCore, x: Tensor, axis: number, to: number, map: AxisMap): Tensor {
  const from = x.shape[axis]!;
  const order = x.shape.map((_, at) => at);
  order.splice(axis, 1);
  const last = axis === x.rank - 1 ? x : tf.transpose(x, [...order, axis]);
  const others = order.map((at) => x.shape[at]!);
  const matrix = tf.tensor2d(map(from, to), [from, to]);
  const rows = tf.reshape(last, [-1, from]) as Tensor2D;
  const mapped = tf.reshape(tf.matMul(rows, matrix), [...others, to]);
  if (axis === x.rank - 1) return mapped;
  const back = [...order.keys()];
  back.splice(axis, 0, x.rank - 1);
  return tf.transpose(mapped, back);
}

/** `write(to, add)` says by `add(from, share)` what the place `to` takes. */
const axisMap =
  (
    write: (
      at: number,
      sides: { from: number; to: number },
      add: (at: number, share: number) => void,
    ) => void,
  ) =>
  (from: number, to: number): Float32Array => {
    const matrix = new Float32Array(from * to);
    for (let at = 0; at < to; at++) {
      write(at, { from, to }, (place, share) => {
        matrix[place * to + at]! += share;
      });
    }
    return matrix;
  };

/** As tf.image.resize: places are at their middles, and those beyond the edge are the edge. */
export const interpolationMaps: Readonly<Record<'nearest' | 'bilinear', AxisMap>> = {
  nearest: axisMap((at, { from, to }, add) => {
    add(Math.min(Math.floor(((at + 0.5) * from) / to), from - 1), 1);
  }),
  bilinear: axisMap((at, { from, to }, add) => {
    const place = ((at + 0.5) * from) / to - 0.5;
    const below = Math.floor(place);
    const share = place - below;
    add(Math.max(below, 0), 1 - share);
    add(Math.min(below + 1, from - 1), share);
  }),
};

/** The windows of adaptive pooling, [first, behind the last]: as equal as they can be, without gaps. */
export const adaptiveWindow = (at: number, from: number, to: number): [number, number] => [
  Math.floor((at * from) / to),
  Math.ceil(((at + 1) * from) / to),
];

/** Means over the windows of adaptive pooling. */
export const adaptiveMeans: AxisMap = axisMap((at, { from, to }, add) => {
  const [first, end] = adaptiveWindow(at, from, to);
  for (let place = first; place < end; place++) add(place, 1 / (end - first));
});
