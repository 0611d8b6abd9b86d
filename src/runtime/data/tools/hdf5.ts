import type * as H5 from 'h5wasm';
import type { SourceTools } from '../../../vocabulary/index.js';
import { byName } from '../../../names/index.js';
import { NotRegular, readRegular } from '../../../regular-file.js';
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

/** Most numbers of one dataset: what a file says of its size costs nothing to write. */
const MOST = 2 ** 31 - 1;

let files = 0;

/**
 * Datasets of an HDF5 file by key. The library, a WebAssembly build of HDF5, is loaded at the first call. It sees the
 * file in memory and nothing else: an HDF5 file can name other files of the machine to take numbers from.
 */
export async function hdf5(path: string, keys: string[]): Promise<Arrays> {
  const h5 = await import('h5wasm');
  const library = await h5.ready;
  // Otherwise it prints its errors, and goes on with whatever there is in memory.
  library.activate_throwing_error_handler();
  const bytes = await readRegular(path).catch((error: Error) => {
    throw error instanceof NotRegular
      ? new SourceUnavailable(`${error.message}.`)
      : damaged(
          path,
          `can't be read as an HDF5 file (${(error as NodeJS.ErrnoException).code ?? error.message})`,
        );
  });
  const inside = `/${files++}.h5`;
  library.FS.writeFile(inside, bytes);
  try {
    const file = attempt(path, "can't be read as an HDF5 file", () => new h5.File(inside, 'r'));
    try {
      const arrays: Arrays = byName();
      for (const key of keys) arrays[key] = read(path, key, file, h5);
      return arrays;
    } finally {
      file.close();
    }
  } finally {
    library.FS.unlink(inside);
  }
}

function read(
  path: string,
  key: string,
  file: H5.File,
  { Dataset, ExternalLink }: Pick<typeof H5, 'Dataset' | 'ExternalLink'>,
): Arrays[string] {
  const unreadable = `is damaged: ${key} can't be read`;
  const { entity, there } = attempt(path, unreadable, () => ({
    entity: file.get(key),
    there: file.keys().join(', '),
  }));
  const elsewhere = (other: string) =>
    new SourceUnavailable(
      `${path}: the numbers of ${key} lie in another file (${other}), which is not read. Write them into the file itself.`,
    );
  if (entity instanceof ExternalLink) throw elsewhere(entity.filename);
  if (!(entity instanceof Dataset)) {
    throw new SourceUnavailable(`${path} has no dataset ${key}; it has ${there || 'none at all'}.`);
  }
  const metadata = attempt(path, unreadable, () => entity.metadata);
  const [virtual] = metadata.virtual_sources ?? [];
  if (virtual) throw elsewhere(virtual.file_name);
  if (metadata.total_size > MOST) {
    throw damaged(path, `says that ${key} holds ${metadata.total_size} numbers, which is too many`);
  }
  const { value, shape, dtype } = attemptIn(() => ({
    value: entity.value,
    shape: entity.shape,
    dtype: String(entity.dtype),
  }));
  const data = plain(value);
  if (!data) throw new SourceUnavailable(`${path}: ${key} is of type ${dtype}, which is not read.`);
  return { shape: [...(shape ?? [])], data };

  /** Numbers that the file keeps outside of itself are those that the library does not find. */
  function attemptIn<T>(what: () => T): T {
    try {
      return what();
    } catch (error) {
      if (/External file list/.test((error as Error).message)) throw elsewhere('external storage');
      throw damaged(path, `${unreadable} (${causeOf(error)})`);
    }
  }
}
