import { damagedFileError } from './source-unavailable.js';

const UNSIGNED_BYTE = 0x08;

/** The other element types of the format. */
const OTHER_ELEMENT_TYPES: Readonly<Record<number, string>> = {
  0x09: 'signed bytes',
  0x0b: '16-bit integers',
  0x0c: '32-bit integers',
  0x0d: '32-bit floating-point numbers',
  0x0e: '64-bit floating-point numbers',
};

/**
 * An IDX file of bytes, LeCun's format: two zero bytes, the element type, the number of dimensions, each dimension as
 * a 32-bit big-endian integer, then the elements in row-major order. `data` is a view of `bytes`; `path` names the
 * file in messages.
 */
export function decodeIdx(bytes: Uint8Array, path: string): { shape: number[]; data: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength === 0) throw damagedFileError(path, 'is empty, no IDX file');
  if (bytes.byteLength < 4 || view.getUint16(0) !== 0) {
    const first = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw damagedFileError(
      path,
      `is no IDX file: it begins with ${first}, and an IDX file of bytes with 00 00 08`,
    );
  }
  const type = view.getUint8(2);
  if (type !== UNSIGNED_BYTE) {
    const holds = OTHER_ELEMENT_TYPES[type] ?? `numbers of an unknown type (${type})`;
    throw damagedFileError(path, `is an IDX file of ${holds}; only those of unsigned bytes are read`);
  }
  const sides = view.getUint8(3);
  const start = 4 + 4 * sides;
  if (bytes.byteLength < start) throw damagedFileError(path, 'ends within the header of an IDX file');
  const shape = Array.from({ length: sides }, (_, side) => view.getUint32(4 + 4 * side));
  const size = shape.reduce((product, side) => product * side, 1);
  const there = bytes.byteLength - start;
  if (there !== size) {
    throw damagedFileError(
      path,
      `says that it is [${shape.join(', ')}], ${size} bytes; it holds ${there}${there < size ? ', so it was cut off' : ''}`,
    );
  }
  return { shape, data: new Uint8Array(bytes.buffer, bytes.byteOffset + start, size) };
}
