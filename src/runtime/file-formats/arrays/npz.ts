import { damagedFile, FileContentError } from '../file-content-error.js';
import { decodeNpy } from './npy.js';
import type { ArrayFile } from './stored-array.js';
import { noArrayError } from './no-array-error.js';

const ENDING = '.npy';

/** Maximum number of bytes of one unpacked array. */
const MAX_ARRAY_BYTES = 2 ** 32;

/** NumPy's archive of arrays, packed or not. An array is unpacked when it is read. */
export async function openNpz(bytes: Uint8Array, path: string): Promise<ArrayFile> {
  const { fromBufferPromise } = (await import('yauzl')).default;
  const broken = (error: unknown) =>
    damagedFile(path, `is no archive of NumPy (.npz): ${(error as Error).message.replace(/\.$/, '')}`);
  try {
    const archive = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      lazyEntries: true,
      autoClose: false,
    });
    const entries = new Map<string, Parameters<typeof archive.openReadStreamPromise>[0]>();
    for await (const entry of archive.eachEntry()) {
      if (entry.fileName.endsWith(ENDING)) entries.set(entry.fileName.slice(0, -ENDING.length), entry);
    }
    return {
      names: [...entries.keys()],
      async read(name) {
        const entry = entries.get(name);
        if (!entry) throw noArrayError(path, name, [...entries.keys()]);
        if (entry.uncompressedSize > MAX_ARRAY_BYTES) {
          throw new FileContentError(
            `${path}: ${name} holds ${entry.uncompressedSize} bytes, which is too many.`,
          );
        }
        const pieces: Buffer[] = [];
        try {
          for await (const piece of await archive.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
        } catch (error) {
          throw broken(error);
        }
        return decodeNpy(Buffer.concat(pieces), `${path}: ${name}`);
      },
    };
  } catch (error) {
    throw broken(error);
  }
}
