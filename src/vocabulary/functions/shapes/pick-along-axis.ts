/** Elements along the last axis, by places that have no gradient: the core of sorting and of take_along_axis. */
import type { Tensor, TfCore } from '../../definition-types.js';

/**
 * `[..., k]` of x `[..., n]` by places `[..., k]`. The gradient is the product with the places as one-hot rows, which
 * sums in a fixed order on every engine.
 *
 * @param taken the elements, if they are known
 */
export function pickAlongLastAxis(tf: TfCore, x: Tensor, places: Tensor, taken?: Tensor): Tensor {
  const n = x.shape.at(-1) as number;
  const k = places.shape.at(-1) as number;
  const rows = places.size / k;
  const indices = tf.reshape(tf.cast(places, 'int32'), [rows, k]);
  const pick = tf.customGrad((given) => ({
    value: taken ? tf.clone(taken) : gatherRows(tf, given as Tensor, indices, n, places.shape),
    gradFunc(dy) {
      const hits = tf.oneHot(indices as never, n, 1, 0, 'float32') as Tensor;
      const slopes = tf.reshape(dy as Tensor, [rows, 1, k]);
      return tf.reshape(tf.matMul(slopes, tf.reshape(hits, [rows, k, n])), x.shape);
    },
  }));
  return pick(x);
}

function gatherRows(tf: TfCore, x: Tensor, indices: Tensor, n: number, shape: readonly number[]): Tensor {
  const [rows = 1] = indices.shape;
  // By summation, so that the number of rows may be symbolic.
  const starts = tf.cumsum(tf.fill([rows, 1], n, 'int32'), 0, true);
  const flat = tf.reshape(tf.add(indices, starts), [-1]);
  return tf.reshape(tf.gather(tf.reshape(x, [-1]), flat as never), [...shape]);
}

/** Runs `body` on the tensors with an axis brought to the end, and brings it back. */
export function alongLastAxis(
  tf: TfCore,
  xs: readonly Tensor[],
  axis: number,
  body: (xs: Tensor[]) => Tensor,
): Tensor {
  const rank = xs[0]!.rank;
  const at = axis < 0 ? axis + rank : axis;
  if (at === rank - 1) return body([...xs]);
  const order = Array.from({ length: rank }, (_, one) =>
    one === at ? rank - 1 : one === rank - 1 ? at : one,
  );
  return tf.transpose(body(xs.map((x) => tf.transpose(x, order))), order);
}

/** Whole numbers from 0 to `side - 1`; others are brought to the nearest. */
export function placesWithin(tf: TfCore, places: Tensor, side: number): Tensor {
  return tf.cast(tf.clipByValue(tf.cast(places, 'float32'), 0, side - 1), 'int32');
}
