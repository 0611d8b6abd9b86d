/**
 * A physical layout: each axis is split into factors (64 channels into 4 blocks of 16), and the factors of all axes
 * are stored in some order. Covers NHWC, NCHW, NCHWc images and filters, and matrices whose rows are flattened
 * pixels.
 */
export interface Layout {
  /** For each axis, the lengths of its factors, slowest first; their product is the axis's length. */
  splits: readonly (readonly number[])[];
  /** Factors, numbered across all axes, in memory order, slowest first. */
  order: readonly number[];
}

export type LogicalShape = readonly number[];

const range = (length: number) => Array.from({ length }, (_, at) => at);
export const product = (list: readonly number[]): number => list.reduce((all, one) => all * one, 1);

/** The logical (NHWC) order, without splits. */
export function plainLayout(shape: LogicalShape): Layout {
  return { splits: shape.map((side) => [side]), order: range(shape.length) };
}

/** Unsplit axes in another order. */
export function permutedLayout(shape: LogicalShape, order: readonly number[]): Layout {
  return { splits: shape.map((side) => [side]), order };
}

/** NCHW. */
export const nchwLayout = (shape: LogicalShape): Layout => permutedLayout(shape, [0, 3, 1, 2]);

/** [N, C/B, H, W, B]: NCHWc, as onnxruntime's blocked convolutions use it. */
export function nchwcLayout([n = 1, h = 1, w = 1, c = 1]: LogicalShape, blockSize: number): Layout {
  return { splits: [[n], [h], [w], [c / blockSize, blockSize]], order: [0, 3, 1, 2, 4] };
}

/** Whether an image is stored as by `nchwcLayout`; with one channel block that is the plain layout. */
export const isNchwc = ({ splits, order }: Layout, blockSize: number): boolean =>
  blockSize > 0 &&
  splits.length === 4 &&
  splits[3]?.at(-1) === blockSize &&
  (splits[3].length === 2 ? order.join() === '0,3,1,2,4' : isPlainLayout({ splits, order }));

/** Filters [kh, kw, I, O] as [O, I, kh, kw]. */
export const oihwFilterLayout = (shape: LogicalShape): Layout => permutedLayout(shape, [3, 2, 0, 1]);

/** Filters as [O/B, I/B, kh, kw, B of I, B of O]; where I is no multiple of B as [O/B, I, kh, kw, B of O]. */
export function blockedFilterLayout([kh = 1, kw = 1, i = 1, o = 1]: LogicalShape, blockSize: number): Layout {
  return i % blockSize === 0
    ? {
        splits: [[kh], [kw], [i / blockSize, blockSize], [o / blockSize, blockSize]],
        order: [4, 2, 0, 1, 3, 5],
      }
    : { splits: [[kh], [kw], [i], [o / blockSize, blockSize]], order: [3, 2, 0, 1, 4] };
}

/**
 * The blocked filter of the input gradient's convolution: input and output channels exchanged, for shapes [kh, kw, I,
 * O].
 */
export function transposedBlockedFilterLayout(
  [kh = 1, kw = 1, i = 1, o = 1]: LogicalShape,
  blockSize: number,
): Layout {
  return o % blockSize === 0
    ? {
        splits: [[kh], [kw], [i / blockSize, blockSize], [o / blockSize, blockSize]],
        order: [2, 4, 0, 1, 5, 3],
      }
    : { splits: [[kh], [kw], [i / blockSize, blockSize], [o]], order: [2, 4, 0, 1, 3] };
}

const flat = (layout: Layout): number[] => layout.splits.flat();

/** The tensor's dimensions in memory order. */
export function physicalDims(layout: Layout): number[] {
  const sizes = flat(layout);
  return layout.order.map((factor) => sizes[factor] as number);
}

/** The axis of each dimension in memory. */
export function physicalAxes(layout: Layout): number[] {
  const owners = layout.splits.flatMap((factors, axis) => factors.map(() => axis));
  return layout.order.map((factor) => owners[factor] as number);
}

export const layoutKey = (layout: Layout): string =>
  `${layout.splits.map((factors) => factors.join('.')).join()}|${layout.order.join()}`;

export const sameLayout = (a: Layout, b: Layout): boolean => layoutKey(a) === layoutKey(b);

/** Whether the memory order equals the plain layout's (axes of length 1 aside). */
export function isPlainLayout(layout: Layout): boolean {
  const sizes = flat(layout);
  const nonTrivial = layout.order.filter((factor) => sizes[factor] !== 1);
  return nonTrivial.every((factor, at) => at === 0 || factor > (nonTrivial[at - 1] as number));
}

/** The coarsest common refinement of two factorizations of an axis; null if there is none. */
function commonFactors(a: readonly number[], b: readonly number[]): number[] | null {
  const partialProducts = (list: readonly number[]) => {
    const all: number[] = [];
    let end = 1;
    for (const one of [...list].reverse()) all.push((end *= one));
    return all;
  };
  const boundaries = [...new Set([1, ...partialProducts(a), ...partialProducts(b)])].sort((x, y) => x - y);
  const factors: number[] = [];
  for (let at = 1; at < boundaries.length; at++) {
    const ratio = (boundaries[at] as number) / (boundaries[at - 1] as number);
    if (!Number.isInteger(ratio)) return null;
    factors.unshift(ratio);
  }
  return factors.length === 0 ? [1] : factors;
}

/** Splits factors further. */
export function splitFactors(layout: Layout, finerSplits: readonly (readonly number[])[]): Layout {
  const runs: number[][] = [];
  let next = 0;
  layout.splits.forEach((factors, axis) => {
    const list = finerSplits[axis] as readonly number[];
    let at = 0;
    factors.forEach((factor, index) => {
      const run: number[] = [];
      for (let covered = 1; covered < factor; at++) {
        covered *= list[at] as number;
        run.push(next + at);
      }
      // Trailing factors of 1 belong to the last factor of the axis.
      if (index === factors.length - 1) for (; at < list.length; at++) run.push(next + at);
      runs.push(run);
    });
    next += list.length;
  });
  return { splits: finerSplits, order: layout.order.flatMap((factor) => runs[factor] as number[]) };
}

export interface LayoutConversion {
  /** Dimensions to read the source as. */
  from: number[];
  /** Null if a reshape suffices. */
  perm: number[] | null;
  /** Dimensions of the result. */
  to: number[];
}

/** The reshape, transpose, reshape that converts between layouts; null if no single transpose does. */
export function layoutConversion(from: Layout, to: Layout): LayoutConversion | null {
  const refinement: number[][] = [];
  for (const [axis, factors] of from.splits.entries()) {
    const common = commonFactors(factors, to.splits[axis] as readonly number[]);
    if (!common) return null;
    refinement.push(common);
  }
  const [source, target] = [splitFactors(from, refinement), splitFactors(to, refinement)];
  const sizes = refinement.flat();
  const perm = target.order.map((factor) => source.order.indexOf(factor));
  const nonTrivial = perm.filter((at) => sizes[source.order[at] as number] !== 1);
  const inOrder = nonTrivial.every((at, index) => index === 0 || at > (nonTrivial[index - 1] as number));
  return { from: physicalDims(source), perm: inOrder ? null : perm, to: physicalDims(to) };
}

/**
 * The layout of an operand that is broadcast to a value of this layout: the same, with a 1 for each factor of the
 * axes that are broadcast. `shape` has as many axes as the layout.
 */
export function broadcastOperandLayout(layout: Layout, shape: LogicalShape): Layout {
  return {
    splits: layout.splits.map((factors, axis) => (shape[axis] === 1 ? factors.map(() => 1) : factors)),
    order: layout.order,
  };
}

/** The layout without some of its axes. */
export function dropAxes(layout: Layout, axes: ReadonlySet<number>): Layout {
  const numbers = new Map<number, number>();
  let factor = 0;
  layout.splits.forEach((factors, axis) => {
    for (const _ of factors) {
      if (!axes.has(axis)) numbers.set(factor, numbers.size);
      factor++;
    }
  });
  return {
    splits: layout.splits.filter((_, axis) => !axes.has(axis)),
    order: layout.order.flatMap((one) => numbers.get(one) ?? []),
  };
}

/**
 * The layout of a value of another shape with as many axes: longer or shorter axes have another outermost factor. Null
 * if a side is no multiple of its axis's inner factors.
 */
function resizeAxes(layout: Layout, shape: LogicalShape): Layout | null {
  if (layout.splits.length !== shape.length) return null;
  const splits = layout.splits.map(([, ...inner], axis) => [
    (shape[axis] as number) / product(inner),
    ...inner,
  ]);
  return splits.every(([outer]) => Number.isInteger(outer)) ? { splits, order: layout.order } : null;
}

/** The same for several values, such as the parts of one; null if it is for any of them. */
export function resizeAxesOfAll(layout: Layout, shapes: readonly LogicalShape[]): Layout[] | null {
  const layouts = shapes.map((shape) => resizeAxes(layout, shape));
  return layouts.every((one) => one !== null) ? layouts : null;
}

/** The dimension in memory of an axis's outermost factor. */
export function outermostDimension({ splits, order }: Layout, axis: number): number {
  return order.indexOf(splits.slice(0, axis).flat().length);
}

/** The layout after a reshape that moves no data; null if the new axes split factors. */
export function reshapeLayout(layout: Layout, shape: LogicalShape): Layout | null {
  const sizes = flat(layout);
  const splits: number[][] = [];
  const numbers: number[] = [];
  let at = 0;
  let count = 0;
  for (const side of shape) {
    const factors: number[] = [];
    let covered = 1;
    while (covered < side) {
      const factor = sizes[at];
      if (factor === undefined) return null;
      covered *= factor;
      if (factor !== 1) {
        factors.push(factor);
        numbers[at] = count++;
      }
      at++;
    }
    if (covered !== side) return null;
    if (factors.length === 0) {
      // Axes of length 1 get a factor of 1 in any position.
      splits.push([1]);
      count++;
    } else splits.push(factors);
  }
  const order = layout.order.flatMap((factor) => numbers[factor] ?? []);
  const missing = range(count).filter((factor) => !order.includes(factor));
  return { splits, order: [...missing, ...order] };
}

/** The layout of the transposed value: the same memory, axes renamed. */
export function transposeLayout(layout: Layout, perm: readonly number[]): Layout {
  const starts: number[] = [];
  let start = 0;
  for (const factors of layout.splits) {
    starts.push(start);
    start += factors.length;
  }
  const numbers = new Map<number, number>();
  for (const axis of perm) {
    const from = starts[axis] as number;
    (layout.splits[axis] as readonly number[]).forEach((_, at) => numbers.set(from + at, numbers.size));
  }
  return {
    splits: perm.map((axis) => layout.splits[axis] as readonly number[]),
    order: layout.order.map((factor) => numbers.get(factor) as number),
  };
}

/** The layout of a single axis. */
export function singleAxisLayout(layout: Layout, axis: number): Layout {
  return dropAxes(layout, new Set(range(layout.splits.length).filter((one) => one !== axis)));
}

/** Concatenates layouts: the axes of each part follow those of the part before. */
export function joinAxisLayouts(parts: readonly Layout[]): Layout {
  const splits: (readonly number[])[] = [];
  const order: number[] = [];
  let start = 0;
  for (const part of parts) {
    splits.push(...part.splits);
    order.push(...part.order.map((factor) => factor + start));
    start += part.order.length;
  }
  return { splits, order };
}
