/**
 * Code of the gradient of a depthwise convolution by its filter, with one output for each channel: four channels at a
 * time, `run(x, dy, gradient, bias gradient, first, count)` with the first group of four channels and how many.
 *
 * A filter's place takes the sum over all positions of an image times its gradient. A row of a filter is summed in one
 * pass over a row of the gradient, whose positions near the borders, where some places of the filter lie outside of the
 * image, are written out one by one.
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
  storeVector,
  Vector,
  vectorOfFloat,
} from '../wasm/index.js';

/** Bytes from one to the next. */
export interface ImageStrides {
  example: number;
  row: number;
  pixel: number;
  /** Channels lie in blocks of this many, and blocks this far apart. */
  block: { channels: number; bytes: number };
}

export interface DepthwiseGeometry {
  batch: number;
  channels: number;
  /** [height, width] each. */
  image: readonly [number, number];
  output: readonly [number, number];
  filter: readonly [number, number];
  strides: readonly [number, number];
  dilations: readonly [number, number];
  /** Padding at the top and on the left. */
  padding: readonly [number, number];
  x: ImageStrides;
  dy: ImageStrides;
  /** Whether the sums of `dy`, the bias's gradient, are made too. */
  bias: boolean;
}

/** Positions of the output along an axis where the filter's place lies in the image: [from, to). */
export function positionsInside(
  at: number,
  axis: 0 | 1,
  { image, output, strides, dilations, padding }: DepthwiseGeometry,
): readonly [from: number, to: number] {
  const shift = at * dilations[axis] - padding[axis];
  const from = Math.min(output[axis], Math.max(0, Math.ceil(-shift / strides[axis])));
  const to = Math.max(from, Math.min(output[axis], Math.ceil((image[axis] - shift) / strides[axis])));
  return [from, to];
}

/** Positions along a row at which every place of a row of the filter lies in the image. */
function interior(geometry: DepthwiseGeometry): readonly [from: number, to: number] {
  const ranges = Array.from({ length: geometry.filter[1] }, (_, at) => positionsInside(at, 1, geometry));
  const from = Math.max(...ranges.map((range) => range[0]));
  return [from, Math.max(from, Math.min(...ranges.map((range) => range[1])))];
}

/** Products that are written out one by one: code grows with them. */
export function unrolledProducts(geometry: DepthwiseGeometry): number {
  const [from, to] = interior(geometry);
  return geometry.filter[0] * geometry.filter[1] * (geometry.output[1] - (to - from) + 1);
}

const [X, DY, GRADIENT, BIAS, FIRST, COUNT] = [0, 1, 2, 3, 4, 5];
const PARAMETERS = 6;
const [XS, DYS, EXAMPLES, XE, DYE, ROWS, XR, DYR, XP, DYP, END, TO] = [
  6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,
];
const INTEGERS = 12;

const set = (local: number, from: number, plus = 0): number[] => [
  ...[...getLocal(from), ...(plus === 0 ? [] : [...integer(plus), ...I32.add]), ...setLocal(local)],
];

export function compileDepthwiseFilterGradient(geometry: DepthwiseGeometry): Uint8Array<ArrayBuffer> {
  const { batch, channels, output, filter, strides, dilations, padding, x, dy, bias } = geometry;
  const [filterRows, filterColumns] = filter;
  const dyNow = PARAMETERS + INTEGERS;
  const inRow = Array.from({ length: filterColumns }, (_, at) => dyNow + 1 + at);
  const inExample = inRow.map((local) => local + filterColumns);
  const [from, to] = interior(geometry);

  const add = (local: number, term: readonly number[]): number[] => [
    ...[...getLocal(local), ...term, ...Vector.add, ...setLocal(local)],
  ];
  const product = (xAt: readonly number[]): number[] => [...xAt, ...getLocal(dyNow), ...Vector.multiply];

  /** One position near a border. */
  const border = (position: number): number[] => [
    ...[...getLocal(DYR), ...loadVector(position * dy.pixel), ...setLocal(dyNow)],
    ...inRow.flatMap((sum, column) => {
      const [first, end] = positionsInside(column, 1, geometry);
      if (position < first || position >= end) return [];
      const place = position * strides[1] + column * dilations[1] - padding[1];
      return add(sum, product([...getLocal(XR), ...loadVector(place * x.pixel)]));
    }),
  ];
  const inside = [
    ...set(XP, XR, (from * strides[1] - padding[1]) * x.pixel),
    ...[...set(DYP, DYR, from * dy.pixel), ...set(END, DYR, to * dy.pixel)],
    ...loopWhile(
      [
        ...[...getLocal(DYP), ...loadVector(), ...setLocal(dyNow)],
        ...inRow.flatMap((sum, column) =>
          add(sum, product([...getLocal(XP), ...loadVector(column * dilations[1] * x.pixel)])),
        ),
        ...[...advance(XP, strides[1] * x.pixel), ...advance(DYP, dy.pixel)],
      ],
      lessThan(DYP, END),
    ),
  ];
  const row = [
    ...inRow.flatMap((sum) => [...vectorOfFloat(0), ...setLocal(sum)]),
    ...Array.from({ length: from }, (_, position) => border(position)).flat(),
    ...(to > from ? inside : []),
    ...Array.from({ length: output[1] - to }, (_, at) => border(to + at)).flat(),
    ...inExample.flatMap((sum, column) => add(sum, getLocal(inRow[column]!))),
    ...[...advance(XR, strides[0] * x.row), ...advance(DYR, dy.row), ...advance(ROWS, -1)],
  ];
  const filterRow = (at: number): number[] => {
    const [first, end] = positionsInside(at, 0, geometry);
    if (first === end) return [];
    return [
      ...inExample.flatMap((sum) => [...vectorOfFloat(0), ...setLocal(sum)]),
      ...set(XR, XE, (first * strides[0] + at * dilations[0] - padding[0]) * x.row),
      ...[...set(DYR, DYE, first * dy.row), ...integer(end - first), ...setLocal(ROWS)],
      ...loopWhile(row, getLocal(ROWS)),
      ...inExample.flatMap((sum, column) => {
        const place = (at * filterColumns + column) * channels * 4;
        return [
          ...[...getLocal(TO), ...getLocal(TO), ...loadVector(place), ...getLocal(sum), ...Vector.add],
          ...storeVector(place),
        ];
      }),
    ];
  };
  const [sum] = inRow as [number];
  const sumOfGradient = [
    ...[...vectorOfFloat(0), ...setLocal(sum)],
    ...[...set(DYP, DYE), ...set(END, DYE, output[0] * dy.row)],
    ...loopWhile(
      [...add(sum, [...getLocal(DYP), ...loadVector()]), ...advance(DYP, dy.pixel)],
      lessThan(DYP, END),
    ),
    ...[
      ...getLocal(BIAS),
      ...getLocal(BIAS),
      ...loadVector(),
      ...getLocal(sum),
      ...Vector.add,
      ...storeVector(),
    ],
  ];
  const example = [
    ...Array.from({ length: filterRows }, (_, at) => filterRow(at)).flat(),
    ...(bias ? sumOfGradient : []),
    ...[...advance(XE, x.example), ...advance(DYE, dy.example), ...advance(EXAMPLES, -1)],
  ];
  /** The address of the first of the four channels in an image. */
  const start = (base: number, { block }: ImageStrides): number[] => {
    const groups = block.channels / 4;
    const shift = Math.log2(groups);
    return [
      ...[...getLocal(base), ...getLocal(FIRST), ...integer(shift), ...I32.shiftRight],
      ...[...integer(block.bytes), ...I32.multiply, ...I32.add],
      ...[
        ...getLocal(FIRST),
        ...integer(groups - 1),
        ...I32.and,
        ...integer(16),
        ...I32.multiply,
        ...I32.add,
      ],
    ];
  };
  const places = Array.from({ length: filterRows * filterColumns }, (_, at) => at * channels * 4);
  const group = [
    ...[...start(X, x), ...setLocal(XS), ...start(DY, dy), ...setLocal(DYS)],
    ...places.flatMap((place) => [...getLocal(TO), ...vectorOfFloat(0), ...storeVector(place)]),
    ...(bias ? [...getLocal(BIAS), ...vectorOfFloat(0), ...storeVector()] : []),
    ...[...set(XE, XS), ...set(DYE, DYS), ...integer(batch), ...setLocal(EXAMPLES)],
    ...loopWhile(example, getLocal(EXAMPLES)),
    ...[...advance(TO, 16), ...advance(BIAS, 16), ...advance(FIRST, 1), ...advance(COUNT, -1)],
  ];
  return encodeModule({
    parameters: PARAMETERS,
    integers: INTEGERS,
    vectors: 1 + 2 * filterColumns,
    body: [
      ...[...getLocal(FIRST), ...integer(16), ...I32.multiply],
      ...[...getLocal(GRADIENT), ...I32.add, ...setLocal(TO)],
      ...[...getLocal(FIRST), ...integer(16), ...I32.multiply],
      ...[...getLocal(BIAS), ...I32.add, ...setLocal(BIAS)],
      ...loopWhile(group, getLocal(COUNT)),
    ],
  });
}
