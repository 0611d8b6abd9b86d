import type { Tensor, TfCore } from './definition-types.js';

/**
 * The same numbers in a tensor of which tfjs's tape knows nothing, so that no gradient goes through it. A gradient of
 * zeros, which is all that tfjs's own means allow, would be carried all the way back.
 */
export function detached(tf: TfCore, x: Tensor): Tensor {
  const engine = tf.engine();
  const backend = engine.state.tensorInfo.get(x.dataId)?.backend ?? engine.backend;
  backend.incRef(x.dataId);
  const { dataId, shape, dtype } = x;
  return engine.makeTensorFromTensorInfo({ dataId, shape, dtype }, backend);
}
