import { detachTensor } from './detach-tensor.js';
import type { Tensor, TfCore } from './definition-types.js';
import { FLOAT32 } from './float32.js';

/**
 * Log-softmax over the last axis. tf.logSoftmax uses a custom gradient (a closure); written out, it is recorded as
 * ordinary kernels.
 */
export function logSoftmax(tf: TfCore, logits: Tensor): Tensor {
  // The maximum is subtracted only to keep exp in range; its gradient would cancel, so it is detached.
  const shifted = finite(tf, tf.sub(logits, tf.max(detachTensor(tf, logits), -1, true)));
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)));
}

/**
 * Clamps differences that overflow to the smallest float32: the logarithm of a class that is not the target is
 * multiplied by 0, and infinity times 0 is NaN. The gradient is passed through.
 */
const finite = (tf: TfCore, shifted: Tensor): Tensor =>
  tf.customGrad((x) => ({ value: tf.maximum(x as Tensor, -FLOAT32.most), gradFunc: (dy) => dy }))(shifted);
