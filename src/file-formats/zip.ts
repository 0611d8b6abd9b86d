import { crc32 } from '../crc32.js';

/** A file of a zip archive. */
export interface ZipEntry {
  /** Bytes, once it is unpacked. */
  size: number;
  read(): Promise<Buffer>;
}

/** The files of a zip archive by name, in their order; each is unpacked when it is read. Throws Error if it is damaged. */
export async function openZip(bytes: Uint8Array): Promise<Map<string, ZipEntry>> {
  const { fromBufferPromise } = (await import('yauzl')).default;
  const archive = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
    lazyEntries: true,
    autoClose: false,
  });
  const entries = new Map<string, ZipEntry>();
  for await (const entry of archive.eachEntry()) {
    entries.set(entry.fileName, {
      size: entry.uncompressedSize,
      async read() {
        const pieces: Buffer[] = [];
        for await (const piece of await archive.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
        return Buffer.concat(pieces);
      },
    });
  }
  return entries;
}

/** The date of zip archives, in their own form: 1 January 1980, so that the same files make the same bytes. */
const DATE = 0x21;
const UTF8_NAMES = 0x0800;
const VERSION = 20;
/** Sizes and places have 32 bits. */
const MAX_BYTES = 0xffff_ffff;

/** A zip archive of files as they are, without compression, in parts. */
export function writeZip(files: readonly { name: string; data: Uint8Array }[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  const push = (part: Uint8Array) => {
    parts.push(part);
    at += part.byteLength;
    if (at > MAX_BYTES) throw new RangeError('a zip archive has at most 4 GiB');
  };
  for (const { name, data } of files) {
    const encoded = Buffer.from(name, 'utf8');
    // What the file's own header and its entry in the directory have in common.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(VERSION, 0);
    common.writeUInt16LE(UTF8_NAMES, 2);
    common.writeUInt16LE(DATE, 8);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.byteLength, 14);
    common.writeUInt32LE(data.byteLength, 18);
    common.writeUInt16LE(encoded.length, 22);
    const begin = at;
    push(Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, encoded]));
    push(data);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(begin, 10);
    const made = Buffer.alloc(2);
    made.writeUInt16LE(VERSION, 0);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), made, common, entry, encoded]));
  }
  const begin = at;
  for (const entry of directory) push(entry);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(at - begin, 12);
  end.writeUInt32LE(begin, 16);
  push(end);
  return parts;
}
