/** Right answers as ones, wrong ones as zeros. */
import type { Tensor, TfCore } from '../../definition-types.js';
import { toFloat32, haveSameShape } from '../type-rules.js';

interface WithShape {
  shape: readonly (number | null)[];
}

/** How labels and predictions belong together, as Keras's `accuracy` tells it from their shapes. */
export type AccuracyKind = 'one-hot' | 'class numbers' | 'binary' | null;

export function accuracyKindOf({ shape: labels }: WithShape, { shape: predicted }: WithShape): AccuracyKind {
  const yesOrNo = predicted.length <= 1 || predicted.at(-1) === 1;
  if (yesOrNo) {
    const fits =
      haveSameShape(labels, predicted) ||
      haveSameShape([...labels, 1], predicted) ||
      haveSameShape(labels, [...predicted, 1]);
    return fits && predicted.length > 0 ? 'binary' : null;
  }
  const places = predicted.slice(0, -1);
  if (haveSameShape(labels, places) || haveSameShape(labels, [...places, 1])) return 'class numbers';
  // Not always of as many classes: a sign of 6 may be read by a reader of 10 digits. What counts is which one.
  return haveSameShape(labels.slice(0, -1), places) && labels.length === predicted.length ? 'one-hot' : null;
}

const equalAsFloat = (tf: TfCore, a: Tensor, b: Tensor) => tf.cast(tf.equal(a, b), 'float32');

export const oneHotHits = (tf: TfCore, yTrue: Tensor, yPred: Tensor): Tensor =>
  equalAsFloat(tf, tf.argMax(toFloat32(tf, yTrue), -1), tf.argMax(toFloat32(tf, yPred), -1));

export const numberHits = (tf: TfCore, yTrue: Tensor, yPred: Tensor): Tensor =>
  equalAsFloat(
    tf,
    tf.cast(tf.reshape(yTrue, yPred.shape.slice(0, -1)), 'int32'),
    tf.argMax(toFloat32(tf, yPred), -1),
  );

/** A prediction above the threshold says yes. */
export const binaryHits = (tf: TfCore, yTrue: Tensor, yPred: Tensor, threshold: number): Tensor =>
  equalAsFloat(
    tf,
    tf.reshape(toFloat32(tf, yTrue), yPred.shape),
    tf.cast(tf.greater(toFloat32(tf, yPred), threshold), 'float32'),
  );
