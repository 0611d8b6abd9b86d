/** NumPy's format of one array: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
import { shapeSize } from '../../vocabulary/index.js';
import { damagedFile, FileContentError } from '../file-content-error.js';
import { BYTES_OF_NUMBER, decodeNumbers, type NumberType } from './decode-numbers.js';
import type { ArrayContent, StoredArray } from './stored-array.js';

/** Types by NumPy's codes, without the order of bytes. */
const NUMBERS: Readonly<Record<string, NumberType>> = {
  b1: 'bool',
  u1: 'uint8',
  i1: 'int8',
  u2: 'uint16',
  i2: 'int16',
  u4: 'uint32',
  i4: 'int32',
  u8: 'uint64',
  i8: 'int64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};

const MAGIC = '\x93NUMPY';

interface Header {
  /** `<f4`; null for a structured array. */
  descr: string | null;
  isFortran: boolean;
  shape: number[];
  /** Where the elements begin. */
  start: number;
}

/** @param what names the array in messages: the path of its file, with its name if the file has several */
export function decodeNpy(bytes: Uint8Array, what: string): StoredArray {
  const { descr, isFortran, shape, start } = readHeader(bytes, what);
  if (descr === null) {
    throw new FileContentError(
      `${what} is a structured array, a table of named columns: save each column as an array of its own, or all as csv.`,
    );
  }
  const [, order = '', code = '', width = ''] = /^([<>|=]?)([A-Za-z])(\d*)/.exec(descr) ?? [];
  const number = Object.hasOwn(NUMBERS, code + width) ? NUMBERS[code + width]! : null;
  const size = number ? BYTES_OF_NUMBER[number] : Number(width) * (code === 'U' ? 4 : 1);
  if (!number && code !== 'U' && code !== 'S')
    throw new FileContentError(`${what} ${otherType(code, descr)}`);
  const count = shapeSize(shape);
  if (bytes.byteLength - start !== count * size) {
    const there = bytes.byteLength - start;
    throw damagedFile(
      what,
      `says that it is [${shape.join(', ')}], ${count * size} bytes; it holds ${there}${there < count * size ? ', so it was cut off' : ''}`,
    );
  }
  const content = bytes.subarray(start);
  const data = number
    ? decodeNumbers(number, content, order !== '>')
    : decodeTexts(content, count, size, code === 'U', order !== '>');
  return { shape, type: number ?? 'str', data: isFortran ? toRowMajor(data, shape) : data };
}

function readHeader(bytes: Uint8Array, what: string): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 12 || Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== MAGIC)
    throw damagedFile(what, 'is no array of NumPy (.npy)');
  const isLong = bytes[6]! > 1;
  const begin = isLong ? 12 : 10;
  const start = begin + (isLong ? view.getUint32(8, true) : view.getUint16(8, true));
  if (bytes.byteLength < start) throw damagedFile(what, 'ends within the header of an array of NumPy');
  const header = Buffer.from(bytes.subarray(begin, start)).toString('latin1');
  const shape = /'shape': *\(([^)]*)\)/.exec(header)?.[1];
  if (shape === undefined) throw damagedFile(what, 'is an array of NumPy whose header has no shape');
  return {
    descr: /'descr': *'([^']*)'/.exec(header)?.[1] ?? null,
    isFortran: /'fortran_order': *True/.test(header),
    shape: [...shape.matchAll(/\d+/g)].map(([side]) => Number(side)),
    start,
  };
}

function otherType(code: string, descr: string): string {
  if (code === 'O') {
    return 'holds Python objects (pickle), which are not read: save numbers, or texts by array.astype(str).';
  }
  if (code === 'M' || code === 'm')
    return 'holds times; save them as numbers, for example array.astype("int64") / 1e9.';
  if (code === 'c') return 'holds complex numbers; save real and imaginary parts as an array each.';
  return `is of the type ${descr}, which is not read; save it as float32, for example array.astype("float32").`;
}

/** Texts of one width, filled up with zeros: four bytes a character (`U`), or one (`S`). */
function decodeTexts(
  bytes: Uint8Array,
  count: number,
  size: number,
  isUnicode: boolean,
  littleEndian: boolean,
): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const utf8 = new TextDecoder();
  return Array.from({ length: count }, (_, at) => {
    const start = at * size;
    if (!isUnicode) return utf8.decode(bytes.subarray(start, start + size)).replace(/\0+$/, '');
    let text = '';
    for (let byte = 0; byte < size; byte += 4) {
      const point = view.getUint32(start + byte, littleEndian);
      text += point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
    }
    return text.replace(/\0+$/, '');
  });
}

/** Elements in Fortran's order (the first index moves fastest), put in row-major order. */
function toRowMajor(data: ArrayContent, shape: readonly number[]): ArrayContent {
  const strides: number[] = [];
  for (let axis = 0, stride = 1; axis < shape.length; stride *= shape[axis++]!) strides.push(stride);
  const places = new Float64Array(data.length);
  const index = shape.map(() => 0);
  for (let at = 0, place = 0; at < data.length; at++) {
    places[at] = place;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      place -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  if (!ArrayBuffer.isView(data)) return Array.from(places, (place) => data[place]!);
  return data.map((_, at) => data[places[at]!]!);
}
