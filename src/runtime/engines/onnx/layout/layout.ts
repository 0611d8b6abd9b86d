/**
 * How a value lies in memory: each of its axes is cut into factors (a channel axis of 64 into 4 blocks of 16), and the
 * factors of all axes lie in some order. One notion for NHWC, NCHW, blocked images and filters, and matrices whose
 * rows are the pixels of a flattened image.
 */
export interface Layout {
  /** For each axis, the lengths of its factors, slowest first; their product is the axis's length. */
  splits: readonly (readonly number[])[];
  /** Factors, counted through all axes, in the order in which they lie in memory, slowest first. */
  order: readonly number[];
}

export type LogicalShape = readonly number[];

const range = (length: number) => Array.from({ length }, (_, at) => at);
export const product = (list: readonly number[]): number => list.reduce((all, one) => all * one, 1);

/** As tfjs has it: axes whole, in their order. */
export function plainLayout(shape: LogicalShape): Layout {
  return { splits: shape.map((side) => [side]), order: range(shape.length) };
}

/** Axes whole, in another order. */
export function permutedLayout(shape: LogicalShape, order: readonly number[]): Layout {
  return { splits: shape.map((side) => [side]), order };
}

/** NCHW. */
export const nchwLayout = (shape: LogicalShape): Layout => permutedLayout(shape, [0, 3, 1, 2]);

/** [N, C/B, H, W, B]: the layout of onnxruntime's own convolutions. */
export function nchwcLayout([n = 1, h = 1, w = 1, c = 1]: LogicalShape, blockSize: number): Layout {
  return { splits: [[n], [h], [w], [c / blockSize, blockSize]], order: [0, 3, 1, 2, 4] };
}

/** Whether an image in this layout lies as `blocks` has it; one block of channels lies plainly as well. */
export const isNchwc = ({ splits, order }: Layout, blockSize: number): boolean =>
  blockSize > 0 &&
  splits.length === 4 &&
  splits[3]?.at(-1) === blockSize &&
  (splits[3].length === 2 ? order.join() === '0,3,1,2,4' : isPlain({ splits, order }));

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

/** The same with inputs and outputs exchanged: the filter of the gradient's convolution, for shapes [kh, kw, I, O]. */
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

/** The tensor's dimensions in memory. */
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

/** Whether the numbers lie in memory as in the plain layout. */
export function isPlain(layout: Layout): boolean {
  const sizes = flat(layout);
  const long = layout.order.filter((factor) => sizes[factor] !== 1);
  return long.every((factor, at) => at === 0 || factor > (long[at - 1] as number));
}

/** The coarsest factors that both lists can be put together from; null if they cross. */
function commonFactors(a: readonly number[], b: readonly number[]): number[] | null {
  const ends = (list: readonly number[]) => {
    const all: number[] = [];
    let end = 1;
    for (const one of [...list].reverse()) all.push((end *= one));
    return all;
  };
  const marks = [...new Set([1, ...ends(a), ...ends(b)])].sort((x, y) => x - y);
  const factors: number[] = [];
  for (let at = 1; at < marks.length; at++) {
    const ratio = (marks[at] as number) / (marks[at - 1] as number);
    if (!Number.isInteger(ratio)) return null;
    factors.unshift(ratio);
  }
  return factors.length === 0 ? [1] : factors;
}

/** Replace each factor by the finer ones that it consists of. */
export function splitFactors(layout: Layout, finerSplits: readonly (readonly number[])[]): Layout {
  const runs: number[][] = [];
  let next = 0;
  layout.splits.forEach((factors, axis) => {
    const list = finerSplits[axis] as readonly number[];
    let at = 0;
    factors.forEach((factor, index) => {
      const run: number[] = [];
      for (let made = 1; made < factor; at++) {
        made *= list[at] as number;
        run.push(next + at);
      }
      // Factors of 1 go to the last one of the axis.
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
  /** Null where the numbers already lie right. */
  perm: number[] | null;
  /** Dimensions of what comes out. */
  to: number[];
}

/** How to bring a value from one layout into another; null if that takes two moves. */
export function layoutConversion(from: Layout, to: Layout): LayoutConversion | null {
  const finer: number[][] = [];
  for (const [axis, factors] of from.splits.entries()) {
    const both = commonFactors(factors, to.splits[axis] as readonly number[]);
    if (!both) return null;
    finer.push(both);
  }
  const [source, target] = [splitFactors(from, finer), splitFactors(to, finer)];
  const sizes = finer.flat();
  const perm = target.order.map((factor) => source.order.indexOf(factor));
  const long = perm.filter((at) => sizes[source.order[at] as number] !== 1);
  const still = long.every((at, index) => index === 0 || at > (long[index - 1] as number));
  return { from: physicalDims(source), perm: still ? null : perm, to: physicalDims(to) };
}

/**
 * The layout of an operand that is broadcast to a value of this layout: like it, with a 1 for each factor along which
 * the operand does not change. `shape` has as many axes as the layout.
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

/** The same memory seen with other axes; null if the new axes cut through factors. */
export function reshapeLayout(layout: Layout, shape: LogicalShape): Layout | null {
  const sizes = flat(layout);
  const splits: number[][] = [];
  const numbers: number[] = [];
  let at = 0;
  let count = 0;
  for (const side of shape) {
    const factors: number[] = [];
    let made = 1;
    while (made < side) {
      const factor = sizes[at];
      if (factor === undefined) return null;
      made *= factor;
      if (factor !== 1) {
        factors.push(factor);
        numbers[at] = count++;
      }
      at++;
    }
    if (made !== side) return null;
    if (factors.length === 0) {
      // An axis of length 1 has a factor of its own, which may lie anywhere.
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

/** One axis of a layout by itself. */
export function singleAxisLayout(layout: Layout, axis: number): Layout {
  return dropAxes(layout, new Set(range(layout.splits.length).filter((one) => one !== axis)));
}

/** Axes that lie one after the other, each by itself in some order. */
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
