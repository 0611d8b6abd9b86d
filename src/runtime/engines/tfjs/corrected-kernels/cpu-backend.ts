import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';

/** The part of tfjs's JavaScript backend that corrected kernels use. */
export interface CpuBackend extends KernelBackend {
  data: { get(id: object): { values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): TensorInfo;
}

/** The data of a float tensor on the JavaScript backend. */
export function cpuTensorValues(backend: unknown, info: TensorInfo): Float32Array {
  return (backend as CpuBackend).data.get(info.dataId).values;
}
