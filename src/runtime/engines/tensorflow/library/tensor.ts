import type { TensorData } from '../../engine.js';
import { dataTypes, type ElementType } from '../graph.js';
import type { CApi, Pointer } from './c-api.js';

/** What goes in and comes out. */
export type DataType = ElementType;

/** A tensor of TensorFlow's with a copy of the numbers; the caller deletes it. */
export function tensorFrom(api: CApi, type: DataType, shape: readonly number[], data: TensorData): Pointer {
  const sides = BigInt64Array.from(shape, BigInt);
  const tensor = api.allocateTensor(dataTypes[type], sides, shape.length, data.byteLength);
  if (tensor === null) throw new Error(`TensorFlow has no memory for ${data.byteLength} bytes`);
  if (data.byteLength > 0) api.copy(api.tensorData(tensor), data, data.byteLength);
  return tensor;
}

/** The numbers of a tensor of TensorFlow's, copied. */
export function numbersOf(api: CApi, tensor: Pointer, type: DataType): TensorData {
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
