import type { TensorData } from '../../engine.js';
import { tensorflowDataTypes, type TensorflowElementType } from '../graph-builder.js';
import type { TensorflowCApi, NativePointer } from './c-api.js';

/** What goes in and comes out. */
export type DataType = TensorflowElementType;

/** A tensor of TensorFlow's with a copy of the numbers; the caller deletes it. */
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

/** The numbers of a tensor of TensorFlow's, copied. */
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
