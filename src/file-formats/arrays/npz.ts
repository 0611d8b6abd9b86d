import { damagedFile, FileContentError } from '../file-content-error.js';
import { openZip } from '../zip.js';
import { decodeNpy } from './npy.js';
import type { ArrayFile } from './stored-array.js';
import { noArrayError } from './no-array-error.js';

const ENDING = '.npy';

/** Maximum number of bytes of one unpacked array. */
const MAX_ARRAY_BYTES = 2 ** 32;

/** NumPy's archive of arrays, packed or not. An array is unpacked when it is read. */
export async function openNpz(bytes: Uint8Array, path: string): Promise<ArrayFile> {
  const broken = (error: unknown): never => {
    const cause = (error as Error).message.replace(/\.$/, '');
    throw damagedFile(path, `is no archive of NumPy (.npz): ${cause}`);
  };
  const files = await openZip(bytes).catch(broken);
  const entries = new Map(
    [...files]
      .filter(([name]) => name.endsWith(ENDING))
      .map(([name, entry]) => [name.slice(0, -ENDING.length), entry]),
  );
  return {
    names: [...entries.keys()],
    async read(name) {
      const entry = entries.get(name);
      if (!entry) throw noArrayError(path, name, [...entries.keys()]);
      if (entry.size > MAX_ARRAY_BYTES)
        throw new FileContentError(`${path}: ${name} holds ${entry.size} bytes, which is too many.`);
      return decodeNpy(await entry.read().catch(broken), `${path}: ${name}`);
    },
  };
}
