/** Correct predictions as ones, incorrect ones as zeros. */
import type { Tensor, TfCore } from '../../definition-types.js';
import { toFloat32 } from '../type-rules.js';
import { equalShapes } from '../../tensor-shape.js';

interface WithShape {
  shape: readonly (number | null)[];
}

/** The kind of accuracy that Keras's `accuracy` infers from the shapes of labels and predictions. */
export type AccuracyKind = 'one-hot' | 'class numbers' | 'binary' | null;

export function accuracyKindOf({ shape: labels }: WithShape, { shape: predicted }: WithShape): AccuracyKind {
  const yesOrNo = predicted.length <= 1 || predicted.at(-1) === 1;
  if (yesOrNo) {
    const fits =
      equalShapes(labels, predicted) ||
      equalShapes([...labels, 1], predicted) ||
      equalShapes(labels, [...predicted, 1]);
    return fits && predicted.length > 0 ? 'binary' : null;
  }
  const places = predicted.slice(0, -1);
  if (equalShapes(labels, places) || equalShapes(labels, [...places, 1])) return 'class numbers';
  // The number of classes may differ: a sign among 6 may be read by a classifier of 10 digits. Only the index counts.
  return equalShapes(labels.slice(0, -1), places) && labels.length === predicted.length ? 'one-hot' : null;
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

/** A prediction above the threshold is positive. */
export const binaryHits = (tf: TfCore, yTrue: Tensor, yPred: Tensor, threshold: number): Tensor =>
  equalAsFloat(
    tf,
    tf.reshape(toFloat32(tf, yTrue), yPred.shape),
    tf.cast(tf.greater(toFloat32(tf, yPred), threshold), 'float32'),
  );
