import type * as H5 from 'h5wasm';
import type { SourceLoaderTools } from '../../../vocabulary/index.js';
import { nullPrototypeRecord } from '../../../records/index.js';
import { NotRegularFileError, readRegularFile } from '../../../regular-file.js';
import { damagedFileError, SourceUnavailableError } from './source-unavailable.js';

type Hdf5Arrays = Awaited<ReturnType<SourceLoaderTools['hdf5']>>;

/** Converts elements for the loaders: 64-bit integers become 32-bit ones if all of them fit. */
function toPlainArray(value: unknown): Uint8Array | Int32Array | Float32Array | null {
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

/** The library reports a stack of errors, the cause last: `#006: H5Fsuper.c line 388 in f(): not found`. */
function causeOf(error: unknown): string {
  const causes = [...(error as Error).message.matchAll(/ in \w+\(\): (.+)/g)];
  return causes.at(-1)?.[1] ?? (error as Error).message.split('\n')[0]!;
}

/** The result of a library call, or the error of the file that it failed at. */
function orDamaged<T>(path: string, problem: string, what: () => T): T {
  try {
    return what();
  } catch (error) {
    throw damagedFileError(path, `${problem} (${causeOf(error)})`);
  }
}

/** Maximum number of elements of one dataset: a file can declare any size. */
const MAX_DATASET_ELEMENTS = 2 ** 31 - 1;

let files = 0;

/**
 * Datasets of an HDF5 file by key. The library, a WebAssembly build of HDF5, is loaded at the first call. It has
 * access to the file in memory and nothing else: an HDF5 file can refer to other files of the machine.
 */
export async function readHdf5(path: string, keys: string[]): Promise<Hdf5Arrays> {
  const h5 = await import('h5wasm');
  const library = await h5.ready;
  // By default it prints its errors and continues with undefined memory content.
  library.activate_throwing_error_handler();
  const bytes = await readRegularFile(path).catch((error: Error) => {
    throw error instanceof NotRegularFileError
      ? new SourceUnavailableError(`${error.message}.`)
      : damagedFileError(
          path,
          `can't be read as an HDF5 file (${(error as NodeJS.ErrnoException).code ?? error.message})`,
        );
  });
  const inside = `/${files++}.h5`;
  library.FS.writeFile(inside, bytes);
  try {
    const file = orDamaged(path, "can't be read as an HDF5 file", () => new h5.File(inside, 'r'));
    try {
      const arrays: Hdf5Arrays = nullPrototypeRecord();
      for (const key of keys) arrays[key] = readHdf5Dataset(path, key, file, h5);
      return arrays;
    } finally {
      file.close();
    }
  } finally {
    library.FS.unlink(inside);
  }
}

function readHdf5Dataset(
  path: string,
  key: string,
  file: H5.File,
  { Dataset, ExternalLink }: Pick<typeof H5, 'Dataset' | 'ExternalLink'>,
): Hdf5Arrays[string] {
  const unreadable = `is damaged: ${key} can't be read`;
  const { entity, there } = orDamaged(path, unreadable, () => ({
    entity: file.get(key),
    there: file.keys().join(', '),
  }));
  const elsewhere = (other: string) =>
    new SourceUnavailableError(
      `${path}: the numbers of ${key} lie in another file (${other}), which is not read. Write them into the file itself.`,
    );
  if (entity instanceof ExternalLink) throw elsewhere(entity.filename);
  if (!(entity instanceof Dataset)) {
    throw new SourceUnavailableError(`${path} has no dataset ${key}; it has ${there || 'none at all'}.`);
  }
  const metadata = orDamaged(path, unreadable, () => entity.metadata);
  const [virtual] = metadata.virtual_sources ?? [];
  if (virtual) throw elsewhere(virtual.file_name);
  if (metadata.total_size > MAX_DATASET_ELEMENTS) {
    throw damagedFileError(path, `says that ${key} holds ${metadata.total_size} numbers, which is too many`);
  }
  const { value, shape, dtype } = attemptIn(() => ({
    value: entity.value,
    shape: entity.shape,
    dtype: String(entity.dtype),
  }));
  const data = toPlainArray(value);
  if (!data) throw new SourceUnavailableError(`${path}: ${key} is of type ${dtype}, which is not read.`);
  return { shape: [...(shape ?? [])], data };

  /** Data in external files is what the library can't find. */
  function attemptIn<T>(what: () => T): T {
    try {
      return what();
    } catch (error) {
      if (/External file list/.test((error as Error).message)) throw elsewhere('external storage');
      throw damagedFileError(path, `${unreadable} (${causeOf(error)})`);
    }
  }
}
