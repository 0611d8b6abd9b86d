import { constants } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { damagedFile, FileContentError } from '../file-content-error.js';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'latin1';

/** First bytes of files that are sometimes taken for tables of text. */
const OTHER_FORMATS: readonly (readonly [start: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'an archive or a workbook (zip, xlsx, ods, npz); save a workbook as csv'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'a workbook (xls); save it as csv'],
  [[0x50, 0x41, 0x52, 0x31], 'a Parquet file; write source: parquet'],
  [[0x89, 0x48, 0x44, 0x46], 'an HDF5 file; write source: hdf5'],
  [[0x93, 0x4e, 0x55, 0x4d], 'an array of NumPy; write source: npy'],
];

const startsWith = (bytes: Uint8Array, start: readonly number[]) =>
  start.every((byte, at) => bytes[at] === byte);

/** The text of a file, which may be packed by gzip. A mark of the byte order decides the encoding, and is left out. */
export function decodeTextFile(bytes: Uint8Array, path: string, encoding: TextEncoding): string {
  const content = startsWith(bytes, [0x1f, 0x8b]) ? unpack(bytes, path) : bytes;
  const other = OTHER_FORMATS.find(([start]) => startsWith(content, start));
  if (other) throw new FileContentError(`${path} is no text but ${other[1]}.`);
  if (content.byteLength >= constants.MAX_STRING_LENGTH) {
    throw new FileContentError(
      `${path} is too large for a table of text: ${content.byteLength.toLocaleString('en')} bytes, and at most ` +
        `${constants.MAX_STRING_LENGTH.toLocaleString('en')} are read. Save it as Parquet or .npz.`,
    );
  }
  const marked = startsWith(content, [0xff, 0xfe]) ? 'utf-16le' : encoding;
  try {
    // In a browser and here, latin1 means windows-1252, which has it as a part.
    const text = new TextDecoder(marked, { fatal: true }).decode(content);
    if (text.includes('\0')) throw new FileContentError(`${path} is no text: it holds zero bytes.`);
    return text;
  } catch (error) {
    if (error instanceof FileContentError) throw error;
    const hint = marked === 'utf-8' ? ' If it comes from an old program, write encoding: latin1.' : '';
    throw new FileContentError(`${path} is no text in ${marked}.${hint}`);
  }
}

function unpack(bytes: Uint8Array, path: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: constants.MAX_STRING_LENGTH });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new FileContentError(
        `${path} is too large for a table of text once it is unpacked. Save it as Parquet.`,
      );
    throw damagedFile(path, `is a damaged gzip file (${(error as Error).message})`);
  }
}
