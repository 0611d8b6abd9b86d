/**
 * Products of what windows see of plain images with a filter as it lies (im2col). Gather brings the pixels of each window
 * into a row, on all threads, and one matrix product takes all rows of all images: for onnxruntime without its blocked
 * kernels up to four times as quick as its own convolution, which goes image by image, and as its products place by place
 * for gradients by filters.
 */
import type { ValueId } from '../../../capture/index.js';
import type { Lowering } from '../lowering.js';
import type { Name } from '../model/index.js';
import { NOTHING, seeing, type List, type Seen } from './seen.js';

/** A plain image [images, area, channels], in whatever dimensions. */
export interface Image {
  name: Name;
  images: number;
  channels: number;
}

/** A value as such an image. */
export const imageOf = (lowering: Lowering, id: ValueId): Image => {
  const [images = 1, , , channels = 1] = lowering.shape(id);
  return { name: lowering.get(id), images, channels };
};

/** More numbers in rows than these are made part by part. 16 MiB. */
export const MOST_NUMBERS = 2 ** 22;

/** And no more in a part than these, which a cache may hold until they are multiplied. 8 MiB. */
const PART = 2 ** 21;

/** Each part is a few operators, which take time to load and to start. */
const MOST_PARTS = 64;

const partsFor = (numbers: number): number =>
  numbers <= MOST_NUMBERS ? 1 : Math.min(MOST_PARTS, Math.ceil(numbers / PART));

/** Numbers that come out of a window for each one that it takes less memory to multiply first and bring together then. */
const FEW = 1 / 8;

/** Whether few numbers come out of what many go into. */
const isNarrow = (from: number, to: number): boolean => to <= FEW * from;

/** Rows of an image by their numbers: [images, list's dimensions, channels]. */
export function pick(
  lowering: Lowering,
  image: Image,
  area: number,
  list: List,
  dims: readonly number[] = [list.at.length],
): Name {
  return gathered(lowering, rowsOf(lowering, image, area, list, ''), area, list, dims);
}

/**
 * An image as [images, area, channels], with a row of zeros behind it if the list has `NOTHING` in it.
 *
 * @param use what it is for: onnxruntime takes what is made for another use for something else, and so does not keep the
 *   copy from the one to the other
 */
function rowsOf(
  { graph }: Lowering,
  { name, images, channels }: Image,
  area: number,
  { at }: List,
  use: string,
): Name {
  const rows = graph.reshape(name, [images, area, channels]);
  if (!at.includes(NOTHING)) return rows;
  const sides = [images, 1, channels];
  const zeros = graph.once(`zeros ${sides.join()} ${use}`, () =>
    graph.constant('float32', sides, new Float32Array(images * channels)),
  );
  return graph.op('Concat', [rows, zeros], { axis: 1 });
}

function gathered(
  { graph }: Lowering,
  rows: Name,
  area: number,
  { key, at }: List,
  dims: readonly number[],
): Name {
  const list = graph.once(`list ${dims.join('x')} ${key}`, () => {
    const found = at.map((one) => (one === NOTHING ? area : one));
    return graph.constant('int32', dims, found);
  });
  return graph.op('Gather', [rows, list], { axis: 1 });
}

/** Some windows of some images. */
interface Part {
  images: number;
  windows: number;
  /** What they see, in rows: [images * windows, places * channels]. */
  rows: () => Name;
}

/**
 * Rows of all images, in their order, no more at once than may be.
 *
 * @param use where parts are made anew for each use, a name for it (see `rowsOf`)
 */
function partsOf(lowering: Lowering, whole: Image, seen: Seen, use: string): Part[] {
  const { graph } = lowering;
  const { images, channels } = whole;
  const { windows, places, area, pixels } = seen;
  const across = places * channels;
  const one = (make: () => Name): Part[] => [
    { images, windows, rows: () => graph.reshape(make(), [images * windows, across]) },
  ];
  const asTheyLie = windows === area && places === 1 && pixels.at.every((pixel, at) => pixel === at);
  if (asTheyLie) return one(() => whole.name);
  const count = partsFor(images * windows * across);
  if (count === 1) {
    // Few enough to be kept from the step's way forth for its way back.
    const key = `columns of ${whole.name} ${channels} ${pixels.key}`;
    return one(() => graph.once(key, () => pick(lowering, whole, area, pixels, [windows, places])));
  }
  const groups = split(images, Math.min(images, count));
  const ranges = split(windows, Math.min(windows, Math.ceil(count / groups.length)));
  const names = pieces(lowering, rowsOf(lowering, whole, area, pixels, use), groups, use);
  return groups.flatMap((some, group) => {
    let from = 0;
    return ranges.map((range): Part => {
      const at = pixels.at.subarray(from * places, (from + range) * places);
      const list = { key: `${use} ${from} ${range} ${pixels.key}`, at };
      from += range;
      const rows = () =>
        graph.reshape(gathered(lowering, names[group] as Name, area, list, [range, places]), [
          some * range,
          across,
        ]);
      return { images: some, windows: range, rows };
    });
  });
}

/** A number as the sum of so many that are as equal as can be. */
const split = (total: number, into: number): number[] =>
  Array.from(
    { length: into },
    (_, at) => Math.floor(((at + 1) * total) / into) - Math.floor((at * total) / into),
  );

/** Rows, cut into so many each. */
function pieces({ graph }: Lowering, rows: Name, sizes: readonly number[], use: string): Name[] {
  if (sizes.length === 1) return [rows];
  const made = sizes.map(() => graph.fresh());
  const list = graph.once(`sizes ${sizes.join()} ${use}`, () =>
    graph.constant('int64', [sizes.length], BigInt64Array.from(sizes, BigInt)),
  );
  graph.many('Split', [rows, list], { axis: 0 }, made);
  return made;
}

const joined = ({ graph }: Lowering, parts: readonly Name[]): Name =>
  parts.length === 1 ? (parts[0] as Name) : graph.op('Concat', parts, { axis: 0 });

/**
 * What each window makes of what it sees: [images * windows, to].
 *
 * @param filter [places * channels, to]
 * @param bias [to]
 */
export function correlate(
  lowering: Lowering,
  image: Image,
  seen: Seen,
  filter: Name,
  to: number,
  bias: Name | undefined,
): Name {
  const { graph } = lowering;
  const biased = bias === undefined ? [] : [bias];
  if (seen.places > 1 && isNarrow(image.channels, to)) {
    const sums = narrowly(lowering, image, seen, filter, to);
    return biased.length === 0 ? sums : graph.op('Add', [sums, ...biased]);
  }
  const made = partsOf(lowering, image, seen, 'windows').map(({ rows }) =>
    graph.op('Gemm', [rows(), filter, ...biased]),
  );
  return joined(lowering, made);
}

/** Each pixel by all places of the filter first, then for each window the sum of those that it sees. */
function narrowly(
  lowering: Lowering,
  { name, images, channels }: Image,
  { windows, places, area, pixels }: Seen,
  filter: Name,
  to: number,
): Name {
  const { graph } = lowering;
  const turned = graph.transpose(graph.reshape(filter, [places, channels, to]), [1, 0, 2]);
  const weights = graph.reshape(turned, [channels, places * to]);
  const at = pixels.at.map((pixel, place) =>
    pixel === NOTHING ? NOTHING : pixel * places + (place % places),
  );
  const list = { key: `narrow ${pixels.key}`, at };
  // A product with as many identity matrices is the sum, ten times as quick as ReduceSum over so few.
  const ones = graph.once(`sum of ${places} x ${to}`, () => {
    const data = Float32Array.from({ length: places * to * to }, (_, one) =>
      Math.floor(one / to) % to === one % to ? 1 : 0,
    );
    return graph.constant('float32', [places * to, to], data);
  });
  const numbers = images * Math.max(area, windows) * places * to;
  const groups = split(images, Math.min(images, partsFor(numbers)));
  const names = pieces(lowering, graph.reshape(name, [images, area * channels]), groups, 'pixels');
  const made = groups.map((some, group) => {
    const rows = graph.reshape(names[group] as Name, [some * area, channels]);
    const image = { name: graph.op('Gemm', [rows, weights]), images: some, channels: to };
    const seen = pick(lowering, image, area * places, list);
    return graph.op('Gemm', [graph.reshape(seen, [some * windows, places * to]), ones]);
  });
  return joined(lowering, made);
}

/** Rows of what windows see, turned, times rows of another image with one pixel for each window. */
function added(lowering: Lowering, image: Image, seen: Seen, other: Image): Name {
  const { graph } = lowering;
  const all = graph.reshape(other.name, [image.images * seen.windows, other.channels]);
  const parts = partsOf(lowering, image, seen, 'their slopes');
  const sizes = parts.map(({ images, windows }) => images * windows);
  const slopes = pieces(lowering, all, sizes, 'slopes');
  return parts.reduce<Name[]>(
    (sums, { rows }, at) => [graph.op('Gemm', [rows(), slopes[at] as Name, ...sums], { transA: 1 })],
    [],
  )[0] as Name;
}

/**
 * What each window saw times the slopes of what it made of it, added up: [places * channels, channels of the slopes].
 *
 * @param slopes one pixel for each window
 */
export function correlation(lowering: Lowering, image: Image, seen: Seen, slopes: Image): Name {
  const { graph } = lowering;
  const { windows, places, area } = seen;
  const [from, to] = [image.channels, slopes.channels];
  if (places === 1 || !isNarrow(from * windows, to * area)) return added(lowering, image, seen, slopes);
  // Fewer numbers to move: for each pixel the slopes of the windows that see it.
  const sums = added(lowering, slopes, seeing(seen), image);
  const apart = graph.transpose(graph.reshape(sums, [places, to, from]), [0, 2, 1]);
  return graph.reshape(apart, [places * from, to]);
}
