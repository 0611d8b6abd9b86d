import { SourceUnavailable } from './unavailable.js';

const UNSIGNED_BYTE = 0x08;

/**
 * An IDX file of bytes, LeCun's format: two zero bytes, the type of its numbers, how many sides, each side as a
 * 32-bit big-endian number, then the numbers in row-major order. `data` is a view of `bytes`.
 */
export function idx(bytes: Uint8Array): { shape: number[]; data: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 4 || view.getUint16(0) !== 0)
    throw new SourceUnavailable('This is not an IDX file.');
  if (view.getUint8(2) !== UNSIGNED_BYTE) {
    throw new SourceUnavailable('This IDX file does not hold unsigned bytes, the only type that is read.');
  }
  const sides = view.getUint8(3);
  const start = 4 + 4 * sides;
  if (bytes.byteLength < start) throw new SourceUnavailable('This IDX file ends within its header.');
  const shape = Array.from({ length: sides }, (_, side) => view.getUint32(4 + 4 * side));
  const size = shape.reduce((product, side) => product * side, 1);
  if (bytes.byteLength - start !== size) {
    throw new SourceUnavailable(
      `This IDX file says that it is [${shape.join(', ')}], ${size} bytes; it holds ${bytes.byteLength - start}.`,
    );
  }
  return { shape, data: new Uint8Array(bytes.buffer, bytes.byteOffset + start, size) };
}
