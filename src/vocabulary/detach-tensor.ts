import type { Tensor, TfCore } from './definition-types.js';

/**
 * The same values in a tensor that is not on tfjs's gradient tape, so no gradient flows through it. (tfjs's own ways
 * produce a gradient of zeros instead, which would be propagated all the way back.)
 */
export function detachTensor(tf: TfCore, x: Tensor): Tensor {
  const engine = tf.engine();
  const backend = engine.state.tensorInfo.get(x.dataId)?.backend ?? engine.backend;
  backend.incRef(x.dataId);
  const { dataId, shape, dtype } = x;
  return engine.makeTensorFromTensorInfo({ dataId, shape, dtype }, backend);
}
