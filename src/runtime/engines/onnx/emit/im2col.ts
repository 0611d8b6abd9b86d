/**
 * Products of what windows see of plain images with a filter as it lies (im2col). Gather brings the pixels of each window
 * into a row, on all threads, and one matrix product takes all rows of all images: for onnxruntime without its blocked
 * kernels up to four times as quick as its own convolution, which goes image by image, and as its products place by place
 * for gradients by filters.
 */
import type { ValueId } from '../../../capture/index.js';
import type { OnnxLoweringContext } from '../lowering-context.js';
import type { TensorName } from '../model/index.js';
import {
  OUTSIDE_IMAGE,
  invertReceptiveFields,
  type IndexList,
  type ReceptiveFields,
} from './receptive-fields.js';

/** A plain image [images, area, channels], in whatever dimensions. */
export interface PlainImage {
  name: TensorName;
  images: number;
  channels: number;
}

/** A value as such an image. */
export const plainImageOf = (lowering: OnnxLoweringContext, id: ValueId): PlainImage => {
  const [images = 1, , , channels = 1] = lowering.shape(id);
  return { name: lowering.get(id), images, channels };
};

/** More numbers in rows than these are made part by part. 16 MiB. */
export const MAX_COLUMNS_SIZE = 2 ** 22;

/** And no more in a part than these, which a cache may hold until they are multiplied. 8 MiB. */
const PART = 2 ** 21;

/** Each part is a few operators, which take time to load and to start. */
const MOST_PARTS = 64;

const partCount = (columnsSize: number): number =>
  columnsSize <= MAX_COLUMNS_SIZE ? 1 : Math.min(MOST_PARTS, Math.ceil(columnsSize / PART));

/** Numbers that come out of a window for each one that it takes less memory to multiply first and bring together then. */
const NARROW_RATIO = 1 / 8;

/** Whether few numbers come out of what many go into. */
const isNarrow = (from: number, to: number): boolean => to <= NARROW_RATIO * from;

/** Rows of an image by their numbers: [images, list's dimensions, channels]. */
export function gatherPixels(
  lowering: OnnxLoweringContext,
  image: PlainImage,
  area: number,
  list: IndexList,
  dims: readonly number[] = [list.at.length],
): TensorName {
  return gatherRows(lowering, pixelRows(lowering, image, area, list, ''), area, list, dims);
}

/**
 * An image as [images, area, channels], with a row of zeros behind it if the list has `NOTHING` in it.
 *
 * @param use what it is for: onnxruntime takes what is made for another use for something else, and so does not keep the
 *   copy from the one to the other
 */
function pixelRows(
  { graph }: OnnxLoweringContext,
  { name, images, channels }: PlainImage,
  area: number,
  { at }: IndexList,
  use: string,
): TensorName {
  const rows = graph.reshape(name, [images, area, channels]);
  if (!at.includes(OUTSIDE_IMAGE)) return rows;
  const sides = [images, 1, channels];
  const zeros = graph.memoize(`zeros ${sides.join()} ${use}`, () =>
    graph.constant('float32', sides, new Float32Array(images * channels)),
  );
  return graph.op('Concat', [rows, zeros], { axis: 1 });
}

function gatherRows(
  { graph }: OnnxLoweringContext,
  rows: TensorName,
  area: number,
  { key, at }: IndexList,
  dims: readonly number[],
): TensorName {
  const list = graph.memoize(`list ${dims.join('x')} ${key}`, () => {
    const found = at.map((one) => (one === OUTSIDE_IMAGE ? area : one));
    return graph.constant('int32', dims, found);
  });
  return graph.op('Gather', [rows, list], { axis: 1 });
}

/** Some windows of some images. */
interface ColumnsPart {
  images: number;
  windows: number;
  /** What they see, in rows: [images * windows, places * channels]. */
  rows: () => TensorName;
}

/**
 * Rows of all images, in their order, no more at once than may be.
 *
 * @param use where parts are made anew for each use, a name for it (see `rowsOf`)
 */
function columnsParts(
  lowering: OnnxLoweringContext,
  whole: PlainImage,
  fields: ReceptiveFields,
  use: string,
): ColumnsPart[] {
  const { graph } = lowering;
  const { images, channels } = whole;
  const { windows, places, area, pixels } = fields;
  const across = places * channels;
  const one = (make: () => TensorName): ColumnsPart[] => [
    { images, windows, rows: () => graph.reshape(make(), [images * windows, across]) },
  ];
  const asTheyLie = windows === area && places === 1 && pixels.at.every((pixel, at) => pixel === at);
  if (asTheyLie) return one(() => whole.name);
  const count = partCount(images * windows * across);
  if (count === 1) {
    // Few enough to be kept from the step's way forth for its way back.
    const key = `columns of ${whole.name} ${channels} ${pixels.key}`;
    return one(() =>
      graph.memoize(key, () => gatherPixels(lowering, whole, area, pixels, [windows, places])),
    );
  }
  const groups = evenSplit(images, Math.min(images, count));
  const ranges = evenSplit(windows, Math.min(windows, Math.ceil(count / groups.length)));
  const names = splitRows(lowering, pixelRows(lowering, whole, area, pixels, use), groups, use);
  return groups.flatMap((some, group) => {
    let from = 0;
    return ranges.map((range): ColumnsPart => {
      const at = pixels.at.subarray(from * places, (from + range) * places);
      const list = { key: `${use} ${from} ${range} ${pixels.key}`, at };
      from += range;
      const rows = () =>
        graph.reshape(gatherRows(lowering, names[group] as TensorName, area, list, [range, places]), [
          some * range,
          across,
        ]);
      return { images: some, windows: range, rows };
    });
  });
}

/** A number as the sum of so many that are as equal as can be. */
const evenSplit = (total: number, partCount: number): number[] =>
  Array.from(
    { length: partCount },
    (_, at) => Math.floor(((at + 1) * total) / partCount) - Math.floor((at * total) / partCount),
  );

/** Rows, cut into so many each. */
function splitRows(
  { graph }: OnnxLoweringContext,
  rows: TensorName,
  sizes: readonly number[],
  use: string,
): TensorName[] {
  if (sizes.length === 1) return [rows];
  const made = sizes.map(() => graph.freshName());
  const list = graph.memoize(`sizes ${sizes.join()} ${use}`, () =>
    graph.constant('int64', [sizes.length], BigInt64Array.from(sizes, BigInt)),
  );
  graph.addNode('Split', [rows, list], { axis: 0 }, made);
  return made;
}

const concatRows = ({ graph }: OnnxLoweringContext, parts: readonly TensorName[]): TensorName =>
  parts.length === 1 ? (parts[0] as TensorName) : graph.op('Concat', parts, { axis: 0 });

/**
 * What each window makes of what it sees: [images * windows, to].
 *
 * @param filter [places * channels, to]
 * @param bias [to]
 */
export function convolveByIm2col(
  lowering: OnnxLoweringContext,
  image: PlainImage,
  fields: ReceptiveFields,
  filter: TensorName,
  outChannels: number,
  bias: TensorName | undefined,
): TensorName {
  const { graph } = lowering;
  const biased = bias === undefined ? [] : [bias];
  if (fields.places > 1 && isNarrow(image.channels, outChannels)) {
    const sums = multiplyThenGather(lowering, image, fields, filter, outChannels);
    return biased.length === 0 ? sums : graph.op('Add', [sums, ...biased]);
  }
  const made = columnsParts(lowering, image, fields, 'windows').map(({ rows }) =>
    graph.op('Gemm', [rows(), filter, ...biased]),
  );
  return concatRows(lowering, made);
}

/** Each pixel by all places of the filter first, then for each window the sum of those that it sees. */
function multiplyThenGather(
  lowering: OnnxLoweringContext,
  { name, images, channels }: PlainImage,
  { windows, places, area, pixels }: ReceptiveFields,
  filter: TensorName,
  to: number,
): TensorName {
  const { graph } = lowering;
  const turned = graph.transpose(graph.reshape(filter, [places, channels, to]), [1, 0, 2]);
  const weights = graph.reshape(turned, [channels, places * to]);
  const at = pixels.at.map((pixel, place) =>
    pixel === OUTSIDE_IMAGE ? OUTSIDE_IMAGE : pixel * places + (place % places),
  );
  const list = { key: `narrow ${pixels.key}`, at };
  // A product with as many identity matrices is the sum, ten times as quick as ReduceSum over so few.
  const ones = graph.memoize(`sum of ${places} x ${to}`, () => {
    const data = Float32Array.from({ length: places * to * to }, (_, one) =>
      Math.floor(one / to) % to === one % to ? 1 : 0,
    );
    return graph.constant('float32', [places * to, to], data);
  });
  const numbers = images * Math.max(area, windows) * places * to;
  const groups = evenSplit(images, Math.min(images, partCount(numbers)));
  const names = splitRows(lowering, graph.reshape(name, [images, area * channels]), groups, 'pixels');
  const made = groups.map((some, group) => {
    const rows = graph.reshape(names[group] as TensorName, [some * area, channels]);
    const image = { name: graph.op('Gemm', [rows, weights]), images: some, channels: to };
    const seen = gatherPixels(lowering, image, area * places, list);
    return graph.op('Gemm', [graph.reshape(seen, [some * windows, places * to]), ones]);
  });
  return concatRows(lowering, made);
}

/** Rows of what windows see, turned, times rows of another image with one pixel for each window. */
function accumulateOverParts(
  lowering: OnnxLoweringContext,
  image: PlainImage,
  fields: ReceptiveFields,
  other: PlainImage,
): TensorName {
  const { graph } = lowering;
  const all = graph.reshape(other.name, [image.images * fields.windows, other.channels]);
  const parts = columnsParts(lowering, image, fields, 'their slopes');
  const sizes = parts.map(({ images, windows }) => images * windows);
  const slopes = splitRows(lowering, all, sizes, 'slopes');
  return parts.reduce<TensorName[]>(
    (sums, { rows }, at) => [graph.op('Gemm', [rows(), slopes[at] as TensorName, ...sums], { transA: 1 })],
    [],
  )[0] as TensorName;
}

/**
 * What each window saw times the slopes of what it made of it, added up: [places * channels, channels of the slopes].
 *
 * @param dy one pixel for each window
 */
export function filterGradientByIm2col(
  lowering: OnnxLoweringContext,
  image: PlainImage,
  fields: ReceptiveFields,
  dy: PlainImage,
): TensorName {
  const { graph } = lowering;
  const { windows, places, area } = fields;
  const [from, to] = [image.channels, dy.channels];
  if (places === 1 || !isNarrow(from * windows, to * area))
    return accumulateOverParts(lowering, image, fields, dy);
  // Fewer numbers to move: for each pixel the slopes of the windows that see it.
  const sums = accumulateOverParts(lowering, dy, invertReceptiveFields(fields), image);
  const apart = graph.transpose(graph.reshape(sums, [places, to, from]), [0, 2, 1]);
  return graph.reshape(apart, [places * from, to]);
}
