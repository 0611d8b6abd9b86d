import type { TensorData } from '../../engine.js';
import { tensorflowDataTypes, type TensorflowElementType } from '../graph-builder.js';
import type { TensorflowCApi, NativePointer } from './c-api.js';

/** Element types of feeds and fetches. */
export type DataType = TensorflowElementType;

/** A TensorFlow tensor with a copy of the data; the caller deletes it. */
export function createTensorflowTensor(
  api: TensorflowCApi,
  type: DataType,
  shape: readonly number[],
  data: TensorData,
): NativePointer {
  const sides = BigInt64Array.from(shape, BigInt);
  const tensor = api.allocateTensor(tensorflowDataTypes[type], sides, shape.length, data.byteLength);
  if (tensor === null) throw new Error(`TensorFlow has no memory for ${data.byteLength} bytes`);
  if (data.byteLength > 0) api.copy(api.tensorData(tensor), data, data.byteLength);
  return tensor;
}

/** A copy of a TensorFlow tensor's data. */
export function readTensorflowTensor(api: TensorflowCApi, tensor: NativePointer, type: DataType): TensorData {
  const bytes = Number(api.tensorBytes(tensor));
  const data =
    type === 'float32'
      ? new Float32Array(bytes / 4)
      : type === 'int32'
        ? new Int32Array(bytes / 4)
        : new Uint8Array(bytes);
  if (bytes > 0) api.copy(data, api.tensorData(tensor), bytes);
  return data;
}
