/** Right answers as ones, wrong ones as zeros. */
import type { Tensor, TfCore } from '../../types.js';
import { float, sameShape } from '../types.js';

interface Shaped {
  shape: readonly (number | null)[];
}

/** How labels and predictions belong together, as Keras's `accuracy` tells it from their shapes. */
export type Kind = 'one-hot' | 'class numbers' | 'binary' | null;

export function kindOf({ shape: labels }: Shaped, { shape: predicted }: Shaped): Kind {
  const yesOrNo = predicted.length <= 1 || predicted.at(-1) === 1;
  if (yesOrNo) {
    const fits =
      sameShape(labels, predicted) ||
      sameShape([...labels, 1], predicted) ||
      sameShape(labels, [...predicted, 1]);
    return fits && predicted.length > 0 ? 'binary' : null;
  }
  const places = predicted.slice(0, -1);
  if (sameShape(labels, places) || sameShape(labels, [...places, 1])) return 'class numbers';
  // Not always of as many classes: a sign of 6 may be read by a reader of 10 digits. What counts is which one.
  return sameShape(labels.slice(0, -1), places) && labels.length === predicted.length ? 'one-hot' : null;
}

const equal = (tf: TfCore, a: Tensor, b: Tensor) => tf.cast(tf.equal(a, b), 'float32');

export const oneHotHits = (tf: TfCore, yTrue: Tensor, yPred: Tensor): Tensor =>
  equal(tf, tf.argMax(float(tf, yTrue), -1), tf.argMax(float(tf, yPred), -1));

export const numberHits = (tf: TfCore, yTrue: Tensor, yPred: Tensor): Tensor =>
  equal(tf, tf.cast(tf.reshape(yTrue, yPred.shape.slice(0, -1)), 'int32'), tf.argMax(float(tf, yPred), -1));

/** A prediction above the threshold says yes. */
export const binaryHits = (tf: TfCore, yTrue: Tensor, yPred: Tensor, threshold: number): Tensor =>
  equal(
    tf,
    tf.reshape(float(tf, yTrue), yPred.shape),
    tf.cast(tf.greater(float(tf, yPred), threshold), 'float32'),
  );
