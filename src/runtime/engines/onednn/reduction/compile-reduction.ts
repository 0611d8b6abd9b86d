/**
 * Code of reductions, of rows or of columns: `run(from, to, outer, length)`.
 * Sums are made of up to 16 terms in float32 and of those sums in float64, so that long ones lose nothing.
 */
import {
  advance,
  encodeModule,
  getLocal,
  I32,
  integer,
  lessThan,
  loadVector,
  loopWhile,
  setLocal,
  storeFirst,
  storeFirstTwo,
  storeThird,
  storeVector,
  Vector,
  Vector64,
  vectorOfFloat,
  vectorOfLaneNumbers,
} from '../wasm/index.js';

export type ReductionKind = 'sum' | 'max' | 'min';

/** Terms that are added in float32 before they join a sum in float64. */
const CHUNK = 16;

const identity: Readonly<Record<ReductionKind, number>> = { sum: 0, max: -Infinity, min: Infinity };
const combine: Readonly<Record<ReductionKind, readonly number[]>> = {
  sum: Vector.add,
  max: Vector.maximum,
  min: Vector.minimum,
};

const least = (a: readonly number[], b: readonly number[]): number[] => [
  ...[...a, ...b, ...a, ...b],
  ...I32.lessUnsigned,
  ...I32.select,
];
const whenTrue = (condition: readonly number[], body: readonly number[]): number[] => [
  ...condition,
  ...[0x04, 0x40],
  ...body,
  0x0b,
];

/** Adds four sums in float32, each, to two pairs of sums in float64. */
const join = (part: number, low: number, high: number): number[] => [
  ...[...getLocal(low), ...getLocal(part), ...Vector64.promoteLow, ...Vector64.add, ...setLocal(low)],
  ...[...getLocal(high), ...getLocal(part), ...getLocal(part), ...Vector64.upperHalf],
  ...[...Vector64.promoteLow, ...Vector64.add, ...setLocal(high)],
];

/** Each row of `length` numbers to one, times `scale`. */
export function compileRowReduction(kind: ReductionKind, scale: number): Uint8Array<ArrayBuffer> {
  const [from, to, outer, length] = [0, 1, 2, 3] as const;
  const [end, rowEnd, vectorEnd, chunkEnd] = [4, 5, 6, 7] as const;
  const [part, low, high, rest] = [8, 9, 10, 11] as const;
  const start = vectorOfFloat(identity[kind]);
  const bytes = [...getLocal(length), ...integer(2), ...I32.shiftLeft];
  const accumulate = (value: readonly number[]) => [
    ...[...getLocal(part), ...value, ...combine[kind], ...setLocal(part)],
  ];
  const vectors = [...accumulate([...getLocal(from), ...loadVector()]), ...advance(from, 16)];
  const chunk = [
    ...[
      ...least([...getLocal(from), ...integer(CHUNK * 16), ...I32.add], getLocal(vectorEnd)),
      ...setLocal(chunkEnd),
    ],
    ...(kind === 'sum' ? [...start, ...setLocal(part)] : []),
    ...loopWhile(vectors, lessThan(from, chunkEnd)),
    ...(kind === 'sum' ? join(part, low, high) : []),
  ];
  // Lanes beyond the row's end take no part.
  const remainder = [
    ...[...getLocal(from), ...loadVector(), ...start],
    ...[
      ...vectorOfLaneNumbers(),
      ...getLocal(rowEnd),
      ...getLocal(from),
      ...I32.subtract,
      ...Vector.splatInteger,
    ],
    ...[...Vector.integerLess, ...Vector.select, ...setLocal(rest)],
    ...(kind === 'sum' ? join(rest, low, high) : accumulate(getLocal(rest))),
  ];
  const fold = [8, 4].flatMap((shift) => [
    ...[...getLocal(part), ...getLocal(part), ...getLocal(part), ...Vector.rotated(shift)],
    ...[...combine[kind], ...setLocal(part)],
  ]);
  const result =
    kind === 'sum'
      ? [
          ...[...getLocal(low), ...getLocal(high), ...Vector64.add, ...setLocal(low)],
          ...[...getLocal(low), ...getLocal(low), ...getLocal(low), ...Vector64.upperHalf, ...Vector64.add],
          ...[...Vector64.constant(scale), ...Vector64.multiply, ...Vector64.demote, ...setLocal(part)],
        ]
      : fold;
  const row = [
    ...[...getLocal(from), ...bytes, ...I32.add, ...setLocal(rowEnd)],
    ...[...getLocal(from), ...bytes, ...integer(-16), ...I32.and, ...I32.add, ...setLocal(vectorEnd)],
    ...[...start, ...setLocal(part)],
    ...[...vectorOfFloat(0), ...setLocal(low), ...vectorOfFloat(0), ...setLocal(high)],
    ...whenTrue(lessThan(from, vectorEnd), loopWhile(chunk, lessThan(from, vectorEnd))),
    ...whenTrue(lessThan(from, rowEnd), remainder),
    ...[...getLocal(rowEnd), ...setLocal(from)],
    ...[...result, ...getLocal(to), ...getLocal(part), ...storeFirst()],
    ...advance(to, 4),
  ];
  return encodeModule({
    parameters: 4,
    integers: 4,
    vectors: 4,
    body: [
      ...[...getLocal(to), ...getLocal(outer), ...integer(2), ...I32.shiftLeft, ...I32.add, ...setLocal(end)],
      ...loopWhile(row, lessThan(to, end)),
    ],
  });
}

/**
 * Each column of `length` numbers, `inner` apart (2 at least), to one, times `scale`. Four columns at a time; the last
 * four reach back to columns that are done. Nothing else is written: what follows may be another thread's, or another
 * value.
 */
export function compileColumnReduction(
  kind: ReductionKind,
  scale: number,
  inner: number,
): Uint8Array<ArrayBuffer> {
  const [from, to, outer, length] = [0, 1, 2, 3] as const;
  const [at, column, left, now, first, countdown] = [4, 5, 6, 7, 8, 9] as const;
  const [part, low, high] = [10, 11, 12] as const;
  const rowBytes = inner * 4;
  const start = vectorOfFloat(identity[kind]);
  const term = [
    ...[...getLocal(part), ...getLocal(at), ...loadVector(), ...combine[kind], ...setLocal(part)],
    ...advance(at, rowBytes),
    ...advance(now, -1),
  ];
  const chunk = [
    ...[...least(getLocal(left), integer(CHUNK)), ...setLocal(now)],
    ...[...getLocal(left), ...getLocal(now), ...I32.subtract, ...setLocal(left)],
    ...(kind === 'sum' ? [...start, ...setLocal(part)] : []),
    ...loopWhile(term, getLocal(now)),
    ...(kind === 'sum' ? join(part, low, high) : []),
  ];
  const scaled = (pair: number) => [...getLocal(pair), ...Vector64.constant(scale), ...Vector64.multiply];
  const result =
    kind === 'sum'
      ? [...scaled(low), ...Vector64.demote, ...scaled(high), ...Vector64.demote, ...Vector64.lowerHalves]
      : getLocal(part);
  const place = [...getLocal(to), ...getLocal(column), ...I32.add];
  const store =
    inner >= 4
      ? [...place, ...result, ...storeVector()]
      : [
          ...[...result, ...setLocal(part), ...place, ...getLocal(part)],
          ...storeFirstTwo(),
          ...(inner === 3 ? [...place, ...getLocal(part), ...storeThird()] : []),
        ];
  const columns = [
    ...(inner > 4 ? [...least(getLocal(column), integer(rowBytes - 16)), ...setLocal(column)] : []),
    ...[...getLocal(first), ...getLocal(column), ...I32.add, ...setLocal(at)],
    ...[...getLocal(length), ...setLocal(left), ...start, ...setLocal(part)],
    ...[...vectorOfFloat(0), ...setLocal(low), ...vectorOfFloat(0), ...setLocal(high)],
    ...loopWhile(chunk, getLocal(left)),
    ...store,
    ...advance(column, 16),
  ];
  const block = [
    ...[...integer(0), ...setLocal(column)],
    ...loopWhile(columns, [...getLocal(column), ...integer(rowBytes), ...I32.lessUnsigned]),
    ...advance(to, rowBytes),
    ...[...getLocal(first), ...integer(rowBytes), ...getLocal(length), ...I32.multiply, ...I32.add],
    ...setLocal(first),
    ...advance(countdown, -1),
  ];
  return encodeModule({
    parameters: 4,
    integers: 6,
    vectors: 3,
    body: [
      ...[...getLocal(from), ...setLocal(first), ...getLocal(outer), ...setLocal(countdown)],
      ...loopWhile(block, getLocal(countdown)),
    ],
  });
}
