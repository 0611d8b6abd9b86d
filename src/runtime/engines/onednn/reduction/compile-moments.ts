/**
 * Code of sums over the places of each channel, for batch normalization: of d and d², where d is a number's distance from its
 * channel's pivot, or, for the gradient, of dy and dy d. Distances are small where numbers are far from 0, so nothing is lost; up to
 * 32 terms are added in float32, and those sums in float64.
 *
 * `run(x, dy, pivots, sums, units, length, block)`. A unit is `length` places, one after the other, of some channels: all
 * places of an image in a block of channels, of which `block` is the first unit's; or rows of all channels. `sums` are added to:
 * 64 bytes for each four channels, four numbers in float64 of each of the two sums.
 */
import {
  advance,
  encodeModule,
  getLocal,
  I32,
  integer,
  loadVector,
  loopWhile,
  setLocal,
  storeVector,
  Vector,
  Vector64,
  vectorOfFloat,
} from '../wasm/index.js';

/** How the units of a value follow each other. */
export interface MomentsForm {
  /** Bytes from a place to the next. */
  stride: number;
  /** Vectors of four channels at a place. */
  vectors: number;
  /** Bytes from a unit to the next. */
  unitBytes: number;
  /** Units after which the channels come again. */
  blocks: number;
}

/** Terms that are added in float32 before they join a sum in float64. */
const CHUNK = 32;

/** Bytes of the sums of four channels. */
export const SUMS_BYTES = 64;

export function compileMoments(
  { stride, vectors, unitBytes, blocks }: MomentsForm,
  isGradient: boolean,
): Uint8Array<ArrayBuffer> {
  const [x, dy, pivots, sums, units, length, block] = [0, 1, 2, 3, 4, 5, 6] as const;
  const [at, atDy, left, now, column, place, placeDy, count, sumAt, blockPivots, blockSums] = Array.from(
    { length: 11 },
    (_, index) => 7 + index,
  ) as [number, number, number, number, number, number, number, number, number, number, number];
  /** Two vectors at a time, where there are so many: their sums do not wait for each other. */
  const width = vectors % 2 === 0 ? 2 : 1;
  const firstVector = 7 + 11;
  const lanes = Array.from({ length: width }, (_, index) => {
    const from = firstVector + index * 4;
    return { pivot: from, distance: from + 1, first: from + 2, second: from + 3, offset: index * 16 };
  });

  const term = [
    ...lanes.flatMap(({ pivot, distance, first, second, offset }) => [
      ...[...getLocal(place), ...loadVector(offset), ...getLocal(pivot), ...Vector.subtract],
      ...setLocal(distance),
      ...(isGradient
        ? [
            ...[...getLocal(first), ...getLocal(placeDy), ...loadVector(offset), ...Vector.add],
            ...setLocal(first),
            ...[...getLocal(second), ...getLocal(placeDy), ...loadVector(offset), ...getLocal(distance)],
            ...[...Vector.multiply, ...Vector.add, ...setLocal(second)],
          ]
        : [
            ...[...getLocal(first), ...getLocal(distance), ...Vector.add, ...setLocal(first)],
            ...[...getLocal(second), ...getLocal(distance), ...getLocal(distance), ...Vector.multiply],
            ...[...Vector.add, ...setLocal(second)],
          ]),
    ]),
    ...advance(place, stride),
    ...(isGradient ? advance(placeDy, stride) : []),
    ...advance(count, -1),
  ];
  /** Adds a vector's lower or upper half to two numbers in float64. */
  const join = (vector: number, half: 'low' | 'high', offset: number): number[] => [
    ...getLocal(sumAt),
    ...[...getLocal(sumAt), ...loadVector(offset), ...getLocal(vector)],
    ...(half === 'high' ? [...getLocal(vector), ...Vector64.upperHalf] : []),
    ...[...Vector64.promoteLow, ...Vector64.add, ...storeVector(offset)],
  ];
  const columns = [
    ...[...getLocal(at), ...getLocal(column), ...I32.add, ...setLocal(place)],
    ...(isGradient ? [...getLocal(atDy), ...getLocal(column), ...I32.add, ...setLocal(placeDy)] : []),
    ...lanes.flatMap(({ pivot, first, second, offset }) => [
      ...[...getLocal(blockPivots), ...getLocal(column), ...I32.add, ...loadVector(offset)],
      ...setLocal(pivot),
      ...[...vectorOfFloat(0), ...setLocal(first), ...vectorOfFloat(0), ...setLocal(second)],
    ]),
    ...[...getLocal(now), ...setLocal(count)],
    ...loopWhile(term, getLocal(count)),
    ...[...getLocal(blockSums), ...getLocal(column), ...integer(2), ...I32.shiftLeft, ...I32.add],
    ...setLocal(sumAt),
    ...lanes.flatMap(({ first, second }, index) => [
      ...join(first, 'low', index * SUMS_BYTES),
      ...join(first, 'high', index * SUMS_BYTES + 16),
      ...join(second, 'low', index * SUMS_BYTES + 32),
      ...join(second, 'high', index * SUMS_BYTES + 48),
    ]),
    ...advance(column, width * 16),
  ];
  const chunk = [
    ...[...getLocal(left), ...integer(CHUNK), ...getLocal(left), ...integer(CHUNK), ...I32.lessUnsigned],
    ...[...I32.select, ...setLocal(now)],
    ...[...integer(0), ...setLocal(column)],
    ...loopWhile(columns, [...getLocal(column), ...integer(vectors * 16), ...I32.lessUnsigned]),
    ...[...getLocal(left), ...getLocal(now), ...I32.subtract, ...setLocal(left)],
    ...[...getLocal(now), ...integer(stride), ...I32.multiply, ...setLocal(count)],
    ...[...getLocal(at), ...getLocal(count), ...I32.add, ...setLocal(at)],
    ...(isGradient ? [...getLocal(atDy), ...getLocal(count), ...I32.add, ...setLocal(atDy)] : []),
  ];
  const ofBlock = (base: number, bytes: number): number[] => [
    ...[...getLocal(base), ...getLocal(block), ...integer(bytes), ...I32.multiply, ...I32.add],
  ];
  const unit = [
    ...[...getLocal(x), ...setLocal(at), ...getLocal(dy), ...setLocal(atDy)],
    ...[...getLocal(length), ...setLocal(left)],
    ...[...ofBlock(pivots, vectors * 16), ...setLocal(blockPivots)],
    ...[...ofBlock(sums, vectors * SUMS_BYTES), ...setLocal(blockSums)],
    ...loopWhile(chunk, getLocal(left)),
    ...[...advance(x, unitBytes), ...advance(dy, unitBytes)],
    ...advance(block, 1),
    ...[...integer(0), ...getLocal(block), ...getLocal(block), ...integer(blocks), ...I32.equal],
    ...[...I32.select, ...setLocal(block)],
    ...advance(units, -1),
  ];
  return encodeModule({
    parameters: 7,
    integers: 11,
    vectors: width * 4,
    body: loopWhile(unit, getLocal(units)),
  });
}
