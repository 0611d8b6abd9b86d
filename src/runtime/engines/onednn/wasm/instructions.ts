/** Instructions of WebAssembly, with the bytes that encode them. */
import { signed, unsigned } from './encode-module.js';

const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
const memoryArgument = (alignment: number, offset = 0): number[] => [alignment, ...unsigned(offset)];

export const getLocal = (local: number): number[] => [0x20, ...unsigned(local)];
export const setLocal = (local: number): number[] => [0x21, ...unsigned(local)];
export const integer = (value: number): number[] => [0x41, ...signed(value)];
export const I32 = {
  and: [0x71],
  select: [0x1b],
  equal: [0x46],
  isZero: [0x45],
  add: [0x6a],
  subtract: [0x6b],
  multiply: [0x6c],
  lessUnsigned: [0x49],
  shiftLeft: [0x74],
  shiftRight: [0x76],
  store: [0x36, ...memoryArgument(0)],
} as const;

/** Instructions on single floats. */
export const Float32 = {
  load: [0x2a, ...memoryArgument(0)],
  greater: [0x5e],
} as const;

/** Adds a number to a local. */
export const advance = (local: number, by: number): number[] =>
  by === 0 ? [] : [...getLocal(local), ...integer(by), ...I32.add, ...setLocal(local)];
export const lessThan = (local: number, bound: number): number[] => [
  ...getLocal(local),
  ...getLocal(bound),
  ...I32.lessUnsigned,
];

/** A loop whose body runs at least once; `again` is a condition. */
export const loopWhile = (body: readonly number[], again: readonly number[]): number[] => [
  ...[0x03, 0x40],
  ...body,
  ...again,
  ...[0x0d, 0x00, 0x0b],
];

/** @param offset bytes behind the address */
export const loadVector = (offset = 0): number[] => [...simd(0), ...memoryArgument(0, offset)];
export const storeVector = (offset = 0): number[] => [...simd(11), ...memoryArgument(0, offset)];
/** Loads 32 bits into all four lanes. */
export const loadSplat = (): number[] => [...simd(9), ...memoryArgument(0)];
/** Loads 32 bits into the first lane. */
export const loadFirst = (): number[] => [...simd(92), ...memoryArgument(0)];
/** Stores the first lane's 32 bits. */
export const storeFirst = (): number[] => [...simd(90), ...memoryArgument(0), 0];
/** Stores the first two lanes' 64 bits. */
export const storeFirstTwo = (): number[] => [...simd(91), ...memoryArgument(0), 0];
/** Stores the third lane's 32 bits, 8 bytes after the address. */
export const storeThird = (): number[] => [...simd(90), ...memoryArgument(0, 8), 2];

export const vectorOfFloat = (value: number): number[] =>
  vectorOfBytes(new Uint8Array(Float32Array.of(value).buffer));
export const vectorOfInteger = (value: number): number[] =>
  vectorOfBytes(new Uint8Array(Int32Array.of(value).buffer));
const vectorOfBytes = (bytes: Uint8Array): number[] => [
  ...simd(12),
  ...[...bytes, ...bytes, ...bytes, ...bytes],
];

export const vectorOfLaneNumbers = (): number[] => [
  ...simd(12),
  // In bytes: a lane's place behind the first.
  ...new Uint8Array(Int32Array.of(0, 4, 8, 12).buffer),
];

const shuffle = (bytes: readonly number[]): number[] => [...simd(13), ...bytes];
const bytesFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => first + at);

/** Instructions on vectors of two numbers of 64 bits. */
export const Vector64 = {
  promoteLow: simd(95),
  /** To two of 32 bits in the lower half; 0 in the upper. */
  demote: simd(94),
  add: simd(240),
  multiply: simd(242),
  constant: (value: number): number[] => {
    const bytes = new Uint8Array(Float64Array.of(value).buffer);
    return [...simd(12), ...bytes, ...bytes];
  },
  /** The upper half of the second operand, twice; the first is ignored. */
  upperHalf: shuffle([...bytesFrom(24, 8), ...bytesFrom(24, 8)]),
  /** The lower halves of two operands. */
  lowerHalves: shuffle([...bytesFrom(0, 8), ...bytesFrom(16, 8)]),
} as const;

/** Instructions on vectors of four numbers, of four integers, and of bits. */
export const Vector = {
  splatInteger: simd(17),
  /** The second operand, its bytes moved around by `bytes`; the first is ignored. */
  rotated: (bytes: number): number[] =>
    shuffle([...bytesFrom(16 + bytes, 16 - bytes), ...bytesFrom(16, bytes)]),
  floatEqual: simd(65),
  floatNotEqual: simd(66),
  floatLess: simd(67),
  floatGreater: simd(68),
  floatLessEqual: simd(69),
  floatGreaterEqual: simd(70),
  integerEqual: simd(55),
  integerNotEqual: simd(56),
  integerLess: simd(57),
  integerGreater: simd(59),
  integerLessEqual: simd(61),
  integerGreaterEqual: simd(63),
  not: simd(77),
  and: simd(78),
  andNot: simd(79),
  or: simd(80),
  xor: simd(81),
  select: simd(82),
  ceil: simd(103),
  floor: simd(104),
  truncate: simd(105),
  nearest: simd(106),
  absolute: simd(224),
  negative: simd(225),
  squareRoot: simd(227),
  add: simd(228),
  subtract: simd(229),
  multiply: simd(230),
  divide: simd(231),
  minimum: simd(232),
  maximum: simd(233),
  /** The second operand where it is less, otherwise the first: one instruction of the processor, unlike `minimum`. */
  pseudoMinimum: simd(234),
  /** The second operand where it is greater, otherwise the first. */
  pseudoMaximum: simd(235),
  integerAbsolute: simd(160),
  integerNegative: simd(161),
  integerAdd: simd(174),
  integerSubtract: simd(177),
  integerMultiply: simd(181),
  integerMinimum: simd(182),
  integerMaximum: simd(184),
  shiftLeft: simd(171),
  shiftRightUnsigned: simd(173),
  truncateToInteger: simd(248),
  integerToFloat: simd(250),
  widenBytes: simd(137),
  widenShorts: simd(169),
  narrowToShorts: simd(134),
  narrowToBytes: simd(102),
} as const;
