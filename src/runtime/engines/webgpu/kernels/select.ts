import { util, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';

/** The highest rank that tfjs 4.22 computes it for. */
const MAX_OWN = 4;

/** Of tensors of more sides: as vectors, or as rows where the condition says one for each place along the first side. */
export const selectHighRanks =
  (own: KernelFunc): KernelFunc =>
  (call) => {
    const { condition, t, e } = call.inputs as Record<'condition' | 't' | 'e', TensorInfo>;
    if (t.shape.length <= MAX_OWN) return own(call);
    const size = util.sizeFromShape(t.shape);
    const isByRows = condition.shape.length < t.shape.length;
    const shape = isByRows ? [t.shape[0]!, size / t.shape[0]!] : [size];
    const inputs = {
      condition: isByRows ? condition : { ...condition, shape },
      t: { ...t, shape },
      e: { ...e, shape },
    };
    return { ...(own({ ...call, inputs }) as TensorInfo), shape: t.shape };
  };
