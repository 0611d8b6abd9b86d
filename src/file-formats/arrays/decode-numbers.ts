import type { NumberContent } from './stored-array.js';

/** Numbers as array formats store them; NumPy's names. */
export type NumberType =
  | 'bool'
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'uint32'
  | 'int32'
  | 'uint64'
  | 'int64'
  | 'float16'
  | 'bfloat16'
  | 'float32'
  | 'float64';

export const BYTES_OF_NUMBER: Readonly<Record<NumberType, 1 | 2 | 4 | 8>> = {
  bool: 1,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  uint64: 8,
  int64: 8,
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
};

/**
 * Numbers from their bytes. Whole numbers become bytes or 32-bit ones; those that don't fit, and all other numbers,
 * float32.
 *
 * @param bytes of the numbers and of nothing else; the result may be a view of them
 */
export function decodeNumbers(type: NumberType, bytes: Uint8Array, littleEndian = true): NumberContent {
  const size = BYTES_OF_NUMBER[type];
  if (size === 1)
    return type === 'int8' ? Int32Array.from(viewOf(Int8Array, bytes)) : viewOf(Uint8Array, bytes);
  const ordered = littleEndian ? bytes : swapBytes(bytes, size);
  switch (type) {
    case 'uint16':
      return Int32Array.from(viewOf(Uint16Array, ordered));
    case 'int16':
      return Int32Array.from(viewOf(Int16Array, ordered));
    case 'uint32':
      return narrowIntegers(viewOf(Uint32Array, ordered));
    case 'int32':
      return viewOf(Int32Array, ordered);
    case 'uint64':
      return narrowWords(ordered, BigUint64Array, (low) => (low >= 0 ? 0 : null));
    case 'int64':
      return narrowWords(ordered, BigInt64Array, (low) => low >> 31);
    case 'float16':
      return Float32Array.from(viewOf(Uint16Array, ordered), halfToNumber);
    case 'bfloat16':
      return upperHalves(viewOf(Uint16Array, ordered));
    case 'float64':
      return Float32Array.from(viewOf(Float64Array, ordered));
    default:
      return viewOf(Float32Array, ordered);
  }
}

/** Whole numbers as 32-bit ones if all fit; otherwise as float32. */
export const narrowIntegers = (numbers: ArrayLike<number>): Int32Array | Float32Array => {
  for (let at = 0; at < numbers.length; at++) {
    if (numbers[at]! > 0x7fffffff || numbers[at]! < -0x80000000) return Float32Array.from(numbers);
  }
  return Int32Array.from(numbers);
};

/** A view of the bytes as numbers; of a copy of them if they are not aligned. */
function viewOf<T>(
  kind: { BYTES_PER_ELEMENT: number; new (buffer: ArrayBufferLike, offset: number, length: number): T },
  bytes: Uint8Array,
): T {
  const aligned = bytes.byteOffset % kind.BYTES_PER_ELEMENT === 0 ? bytes : Uint8Array.from(bytes);
  return new kind(aligned.buffer, aligned.byteOffset, aligned.byteLength / kind.BYTES_PER_ELEMENT);
}

function swapBytes(bytes: Uint8Array, size: number): Uint8Array {
  const swapped = new Uint8Array(bytes.byteLength);
  for (let at = 0; at < bytes.byteLength; at += size) {
    for (let byte = 0; byte < size; byte++) swapped[at + byte] = bytes[at + size - 1 - byte]!;
  }
  return swapped;
}

/** 64-bit integers by halves, without a BigInt for each. `upperOf`: the upper half of a number that fits. */
function narrowWords(
  bytes: Uint8Array,
  kind: typeof BigInt64Array | typeof BigUint64Array,
  upperOf: (low: number) => number | null,
): Int32Array | Float32Array {
  const halves = viewOf(Int32Array, bytes);
  const narrow = new Int32Array(halves.length / 2);
  for (let at = 0; at < narrow.length; at++) {
    const low = halves[2 * at]!;
    if (halves[2 * at + 1] !== upperOf(low)) {
      const wide: ArrayLike<bigint> =
        kind === BigInt64Array ? viewOf(BigInt64Array, bytes) : viewOf(BigUint64Array, bytes);
      return Float32Array.from(wide, Number);
    }
    narrow[at] = low;
  }
  return narrow;
}

/** IEEE 754 half precision. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16: the upper halves of float32 numbers. */
function upperHalves(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let at = 0; at < halves.length; at++) bits[at] = halves[at]! << 16;
  return new Float32Array(bits.buffer);
}
