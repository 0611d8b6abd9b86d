import { detachTensor } from '../detach-tensor.js';
import type { Tensor, TfCore } from '../definition-types.js';

/**
 * Repeats a value for each example of a batch. Nothing in it has the batch as a number, so that exported models take
 * batches of any size.
 *
 * @param value the shape of one example
 * @param batch [batch, ...shape]
 */
export const forEachExample = (tf: TfCore, value: Tensor, batch: Tensor): Tensor =>
  tf.add(tf.mul(detachTensor(tf, batch), 0), value);
