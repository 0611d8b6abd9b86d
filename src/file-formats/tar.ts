/** A file of a tar archive. */
export interface TarEntry {
  name: string;
  data: Uint8Array;
}

const BLOCK = 512;
/** Where a header has its parts (POSIX ustar): offset and length. */
const NAME = [0, 100] as const;
const SIZE = [124, 12] as const;
const TYPE = 156;
const MAGIC = [257, 5] as const;
const PREFIX = [345, 155] as const;

/** Types of entries; a file's may also be a zero byte. */
const FILE = '0';
const EXTENDED = 'x';

/**
 * The files of a tar archive in their order, as views of it; folders and links are left out. Long names are read as pax writes
 * them. Throws Error if the archive is damaged.
 */
export function* readTar(archive: Uint8Array): Generator<TarEntry> {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length;) {
    const header = bytes.subarray(at, at + BLOCK);
    // Blocks of zeros end it.
    if (header[0] === 0) return;
    const text = ([from, length]: readonly [number, number]) =>
      header.toString('utf8', from, from + length).replace(/\0.*$/s, '');
    const size = Number.parseInt(text(SIZE).trim(), 8);
    const begin = at + BLOCK;
    if (text(MAGIC) !== 'ustar' || !(size >= 0) || begin + size > bytes.length)
      throw new Error('the tar archive is damaged');
    const data = bytes.subarray(begin, begin + size);
    const type = header[TYPE] === 0 ? FILE : String.fromCharCode(header[TYPE]!);
    const prefix = text(PREFIX);
    if (type === FILE) yield { name: longName ?? (prefix === '' ? '' : `${prefix}/`) + text(NAME), data };
    longName = type === EXTENDED ? /(?:^|\n)\d+ path=(.*)\n/.exec(data.toString('utf8'))?.[1] : undefined;
    at = begin + Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new Error('the tar archive ends before its end');
}
