/**
 * Products of what windows see of plain images with a filter as it lies (im2col). Gather brings the pixels of each window
 * into a row, on all threads, and one matrix product takes all rows of all images: for onnxruntime without its blocked
 * kernels up to four times as quick as its own convolution, which goes image by image, and as its products place by place
 * for gradients by filters.
 */
import type { Lowering } from '../lowering.js';
import type { Name } from '../model/index.js';
import { NOTHING, seeing, type List, type Seen } from './seen.js';

/** A plain image [images, area, channels], in whatever dimensions. */
export interface Image {
  name: Name;
  images: number;
  channels: number;
}

/** More numbers in rows than these are made part by part. 16 MiB. */
const MOST_NUMBERS = 2 ** 22;

/** And no more in a part than these, which a cache may hold until they are multiplied. 8 MiB. */
const PART = 2 ** 21;

/** Numbers that come out of a window for each one that it takes less memory to multiply first and bring together then. */
const FEW = 1 / 8;

/** Whether few numbers come out of what many go into. */
const isNarrow = (from: number, to: number): boolean => to <= FEW * from;

/** Rows of an image by their numbers: [images, list's dimensions, channels]. */
export function pick(
  { graph }: Lowering,
  { name, images, channels }: Image,
  area: number,
  { key, at }: List,
  dims: readonly number[] = [at.length],
): Name {
  const rows = graph.reshape(name, [images, area, channels]);
  const whole = !at.includes(NOTHING);
  const list = graph.once(`list ${dims.join('x')} ${key}`, () => {
    const found = whole ? at : at.map((one) => (one === NOTHING ? area : one));
    return graph.constant('int32', dims, found);
  });
  if (whole) return graph.op('Gather', [rows, list], { axis: 1 });
  const longer = graph.op('Concat', [rows, graph.filled([images, 1, channels], 0)], { axis: 1 });
  return graph.op('Gather', [longer, list], { axis: 1 });
}

/** What each window sees, in a row: [images * windows, places * channels]. */
function columns(lowering: Lowering, { name, images, channels }: Image, seen: Seen): Name {
  const { windows, places, area, pixels } = seen;
  const asTheyLie = windows === area && places === 1 && pixels.at.every((pixel, at) => pixel === at);
  const rows = asTheyLie ? name : pick(lowering, { name, images, channels }, area, pixels, [windows, places]);
  return lowering.graph.reshape(rows, [images * windows, places * channels]);
}

/** Some windows of some images. */
interface Part {
  image: Image;
  seen: Seen;
  /** What they see, in rows. */
  rows: () => Name;
}

/**
 * Rows of all images, in their order, no more at once than may be.
 *
 * @param use where parts are made anew for each use, a name for it: for onnxruntime, which would keep them all if it saw
 *   the same operator on the same inputs again
 */
function partsOf(lowering: Lowering, whole: Image, seen: Seen, use: string): Part[] {
  const { graph } = lowering;
  const { images, channels } = whole;
  const { windows, places, area, pixels } = seen;
  const numbers = windows * places * channels;
  if (images * numbers <= MOST_NUMBERS) {
    // Few enough to be kept from the step's way forth for its way back.
    const key = `columns of ${whole.name} ${channels} ${pixels.key}`;
    return [{ image: whole, seen, rows: () => graph.once(key, () => columns(lowering, whole, seen)) }];
  }
  const groups = split(images, Math.min(images, Math.ceil((images * numbers) / PART)));
  const rows = graph.reshape(whole.name, [images, area * channels]);
  const names = pieces(lowering, rows, groups);
  const ranges = split(windows, Math.min(windows, Math.max(1, Math.ceil(numbers / PART))));
  return groups.flatMap((count, group) => {
    let from = 0;
    return ranges.map((range): Part => {
      const image = { name: names[group] as Name, images: count, channels };
      const at = pixels.at.subarray(from * places, (from + range) * places);
      const some = { ...seen, windows: range, pixels: { key: `${use} ${from} ${range} ${pixels.key}`, at } };
      from += range;
      return { image, seen: some, rows: () => columns(lowering, image, some) };
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
function pieces({ graph }: Lowering, rows: Name, sizes: readonly number[]): Name[] {
  if (sizes.length === 1) return [rows];
  return graph.once(`pieces of ${rows} ${sizes.join()}`, () => {
    const made = sizes.map(() => graph.fresh());
    graph.many('Split', [rows, graph.ints(sizes)], { axis: 0 }, made);
    return made;
  });
}

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
  return made.length === 1 ? (made[0] as Name) : graph.op('Concat', made, { axis: 0 });
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
  const made = graph.op('Gemm', [
    graph.reshape(name, [images * area, channels]),
    graph.reshape(turned, [channels, places * to]),
  ]);
  const at = pixels.at.map((pixel, place) =>
    pixel === NOTHING ? NOTHING : pixel * places + (place % places),
  );
  const list = { key: `narrow ${pixels.key}`, at };
  const seen = pick(lowering, { name: made, images, channels: to }, area * places, list);
  // A product with as many identity matrices is the sum, ten times as quick as ReduceSum over so few.
  const ones = graph.once(`sum of ${places} x ${to}`, () => {
    const data = Float32Array.from({ length: places * to * to }, (_, one) =>
      Math.floor(one / to) % to === one % to ? 1 : 0,
    );
    return graph.constant('float32', [places * to, to], data);
  });
  return graph.op('Gemm', [graph.reshape(seen, [images * windows, places * to]), ones]);
}

/** Rows of what windows see, turned, times rows of another image with one pixel for each window. */
function added(lowering: Lowering, image: Image, seen: Seen, other: Image): Name {
  const { graph } = lowering;
  const all = graph.reshape(other.name, [image.images * seen.windows, other.channels]);
  const parts = partsOf(lowering, image, seen, 'their slopes');
  const sizes = parts.map((part) => part.image.images * part.seen.windows);
  const slopes = pieces(lowering, all, sizes);
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
