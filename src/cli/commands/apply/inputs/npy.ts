import { shapeSize } from '../../../../vocabulary/index.js';

/** Arrays of numpy, as `.npy` has them. */
export interface NumpyArray {
  shape: number[];
  data: Float32Array;
  /** Whole numbers of a byte, as pictures have them. */
  isBytes: boolean;
}

type Read = (view: DataView, at: number, little: boolean) => number;

/** Kinds of numbers by numpy's names, without the order of bytes. */
const KINDS: Readonly<Record<string, [bytes: number, read: Read]>> = {
  f4: [4, (view, at, little) => view.getFloat32(at, little)],
  f8: [8, (view, at, little) => view.getFloat64(at, little)],
  u1: [1, (view, at) => view.getUint8(at)],
  b1: [1, (view, at) => view.getUint8(at)],
  i1: [1, (view, at) => view.getInt8(at)],
  u2: [2, (view, at, little) => view.getUint16(at, little)],
  i2: [2, (view, at, little) => view.getInt16(at, little)],
  u4: [4, (view, at, little) => view.getUint32(at, little)],
  i4: [4, (view, at, little) => view.getInt32(at, little)],
  u8: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  i8: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
};

const MAGIC = '\x93NUMPY';

/** Throws Error with a reason that goes on from the name of the array. */
export function decodeNpy(bytes: Uint8Array): NumpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== MAGIC)
    throw new Error('is no array of numpy');
  const isLong = bytes[6]! > 1;
  const length = isLong ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = (isLong ? 12 : 10) + length;
  const header = Buffer.from(bytes.subarray(start - length, start)).toString('latin1');
  const [, order = '', kind = ''] = /'descr': *'([<>|=]?)(\w+)'/.exec(header) ?? [];
  const found = Object.hasOwn(KINDS, kind) ? KINDS[kind]! : undefined;
  if (!found) throw new Error('holds no plain numbers (float32, float64, or whole numbers are read)');
  if (/'fortran_order': *True/.test(header))
    throw new Error('is in the order of Fortran: save numpy.ascontiguousarray of it');
  const shape = [...(/'shape': *\(([^)]*)\)/.exec(header)?.[1] ?? '').matchAll(/\d+/g)].map(([side]) =>
    Number(side),
  );
  const count = shapeSize(shape);
  const [size, read] = found;
  if (bytes.length - start < count * size) throw new Error('is cut off');
  const data = new Float32Array(count);
  for (let at = 0; at < count; at += 1) data[at] = read(view, start + at * size, order !== '>');
  return { shape, data, isBytes: kind === 'u1' };
}

/** A float32 array, or texts, as `.npy`. */
export function encodeNpy(shape: readonly number[], content: Float32Array | readonly string[]): Uint8Array {
  const isText = !(content instanceof Float32Array);
  const width = isText ? Math.max(1, ...content.map((text) => [...text].length)) : 0;
  const body = isText
    ? encodeTexts(content, width)
    : new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const descr = isText ? `<U${width}` : '<f4';
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sides}), }`;
  // The data begin at a multiple of 64.
  const padded = header.padEnd(Math.ceil((11 + header.length) / 64) * 64 - 11) + '\n';
  const head = Buffer.from(`${MAGIC}\x01\x00\0\0${padded}`, 'latin1');
  head.writeUInt16LE(padded.length, 8);
  return Buffer.concat([head, body]);
}

/** Four bytes a character, filled up with zeros. */
function encodeTexts(texts: readonly string[], width: number): Uint8Array {
  const bytes = Buffer.alloc(texts.length * width * 4);
  texts.forEach((text, row) => {
    [...text].forEach((character, at) => {
      bytes.writeUInt32LE(character.codePointAt(0)!, (row * width + at) * 4);
    });
  });
  return bytes;
}
