import type { SourceTools } from '../../../vocabulary/index.js';
import { byName } from '../../../names/index.js';
import { damaged, SourceUnavailable } from './unavailable.js';

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

/** The library tells a whole stack of errors, the cause last: `#006: H5Fsuper.c line 388 in f(): not found`. */
function causeOf(error: unknown): string {
  const causes = [...(error as Error).message.matchAll(/ in \w+\(\): (.+)/g)];
  return causes.at(-1)?.[1] ?? (error as Error).message.split('\n')[0]!;
}

/** What the library does, or the problem of the file that it failed at. */
function attempt<T>(path: string, problem: string, what: () => T): T {
  try {
    return what();
  } catch (error) {
    throw damaged(path, `${problem} (${causeOf(error)})`);
  }
}

/** Datasets of an HDF5 file by key. The library, a WebAssembly build of HDF5, is loaded at the first call. */
export async function hdf5(path: string, keys: string[]): Promise<Arrays> {
  const { default: h5wasm } = await import('h5wasm/node');
  const library = await h5wasm.ready;
  // Otherwise it prints its errors, and goes on with whatever there is in memory.
  library.activate_throwing_error_handler();
  const file = attempt(path, "can't be read as an HDF5 file", () => new h5wasm.File(path, 'r'));
  try {
    const arrays: Arrays = byName();
    for (const key of keys) {
      const unreadable = `is damaged: ${key} can't be read`;
      const { entity, there } = attempt(path, unreadable, () => ({
        entity: file.get(key),
        there: file.keys().join(', '),
      }));
      if (!(entity instanceof h5wasm.Dataset)) {
        throw new SourceUnavailable(`${path} has no dataset ${key}; it has ${there || 'none at all'}.`);
      }
      const { value, shape, dtype } = attempt(path, unreadable, () => ({
        value: entity.value,
        shape: entity.shape,
        dtype: String(entity.dtype),
      }));
      const data = plain(value);
      if (!data) throw new SourceUnavailable(`${path}: ${key} is of type ${dtype}, which is not read.`);
      arrays[key] = { shape: [...(shape ?? [])], data };
    }
    return arrays;
  } finally {
    file.close();
  }
}
