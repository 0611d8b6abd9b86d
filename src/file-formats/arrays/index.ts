import { decodeNpy } from './npy.js';
import { openNpz } from './npz.js';
import { openSafetensors } from './safetensors.js';
import { noArrayError } from './no-array-error.js';
import { withHdf5 } from './hdf5.js';
import type { ArrayFile } from './stored-array.js';

export { BYTES_OF_NUMBER, decodeNumbers, type NumberType } from './decode-numbers.js';
export { withHdf5, type Hdf5File } from './hdf5.js';
export { decodeNpy } from './npy.js';
export { openSafetensors, type SafetensorsFile } from './safetensors.js';
export * from './stored-array.js';
export { writeHdf5, type Hdf5Writer } from './write-hdf5.js';

export type ArrayFormat = 'hdf5' | 'npy' | 'npz' | 'safetensors';

/**
 * Calls `use` with a file of arrays, open until it returns. Throws FileContentError.
 *
 * @param path the file's name in messages
 */
export async function withArrayFile<T>(
  format: ArrayFormat,
  bytes: Uint8Array,
  path: string,
  use: (file: ArrayFile) => Promise<T>,
): Promise<T> {
  switch (format) {
    case 'hdf5':
      return withHdf5(bytes, path, use);
    case 'npz':
      return use(await openNpz(bytes, path));
    case 'safetensors':
      return use(openSafetensors(bytes, path));
    case 'npy':
      return use(openNpy(bytes, path));
  }
}

/** A file of one array, which has no name: `array` in this interface. */
function openNpy(bytes: Uint8Array, path: string): ArrayFile {
  const names = ['array'];
  return {
    names,
    async read(name) {
      if (name !== names[0]) throw noArrayError(path, name, names);
      return decodeNpy(bytes, path);
    },
  };
}
