import type { SourceTools } from '../../../vocabulary/index.js';
import { SourceUnavailable } from './unavailable.js';

type Arrays = Awaited<ReturnType<SourceTools['hdf5']>>;

/** Numbers as the tools hand them out: 64-bit integers become 32-bit ones if all of them fit. */
function plain(value: unknown): Uint8Array | Int32Array | Float32Array | null {
  if (value instanceof Uint8Array || value instanceof Int32Array || value instanceof Float32Array)
    return value;
  if (value instanceof BigInt64Array || value instanceof BigUint64Array) {
    const numbers = Int32Array.from(value, Number);
    return numbers.every((number, at) => BigInt(number) === value[at]) ? numbers : null;
  }
  if (value instanceof Float64Array) return Float32Array.from(value);
  if (value instanceof Int8Array || value instanceof Int16Array || value instanceof Uint16Array) {
    return Int32Array.from(value);
  }
  return null;
}

/** Datasets of an HDF5 file by key. The library, a WebAssembly build of HDF5, is loaded at the first call. */
export async function hdf5(path: string, keys: string[]): Promise<Arrays> {
  const { default: h5wasm } = await import('h5wasm/node');
  await h5wasm.ready;
  let file;
  try {
    file = new h5wasm.File(path, 'r');
  } catch {
    throw new SourceUnavailable(`${path} can't be read as an HDF5 file.`);
  }
  try {
    const arrays: Arrays = {};
    for (const key of keys) {
      const entity = file.get(key);
      const there = file.keys().join(', ');
      if (!(entity instanceof h5wasm.Dataset)) {
        throw new SourceUnavailable(`${path} has no dataset ${key}; it has ${there || 'none at all'}.`);
      }
      const data = plain(entity.value);
      if (!data)
        throw new SourceUnavailable(`${path}: ${key} is of type ${String(entity.dtype)}, which is not read.`);
      arrays[key] = { shape: [...(entity.shape ?? [])], data };
    }
    return arrays;
  } finally {
    file.close();
  }
}
