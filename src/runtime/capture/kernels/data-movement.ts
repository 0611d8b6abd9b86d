/** Data movement kernels: reshape, slice, concatenate, pad, gather. */
import type { DType } from '../step-program.js';
import {
  normalizeAxes,
  normalizeAxis,
  singleOutput,
  KernelError,
  listOperands,
  requireOperand,
  elementCount,
  type KernelTable,
} from './shape-inference.js';

const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : [Number(value)]);

/** tfjs allows one dimension to be -1: inferred from the others. */
export function resolveShape(shape: readonly number[], size: number): number[] {
  const known = shape.filter((side) => side !== -1).reduce((product, side) => product * side, 1);
  const resolved = shape.map((side) => (side === -1 ? size / known : side));
  if (elementCount(resolved) !== size) {
    throw new KernelError(`${size} numbers don't fit the shape [${shape.join(', ')}]`);
  }
  return resolved;
}

export const dataMovementRules: KernelTable = {
  Reshape: (inputs, attrs) => {
    const x = requireOperand(inputs, 'x');
    const shape = resolveShape(numbers(attrs.shape), elementCount(x.shape));
    return singleOutput(shape, x.dtype, { shape });
  },
  Transpose: (inputs, attrs) => {
    const x = requireOperand(inputs, 'x');
    const perm = numbers(attrs.perm);
    return singleOutput(
      perm.map((from) => x.shape[from] ?? 1),
      x.dtype,
      { perm },
    );
  },
  Tile: (inputs, attrs) => {
    const x = requireOperand(inputs, 'x');
    const reps = numbers(attrs.reps);
    return singleOutput(
      x.shape.map((side, at) => side * (reps[at] ?? 1)),
      x.dtype,
      { reps },
    );
  },
  Reverse: (inputs, attrs) => {
    const x = requireOperand(inputs, 'x');
    return singleOutput(x.shape, x.dtype, { dims: normalizeAxes(attrs.dims, x.shape.length) });
  },
  Slice: (inputs, attrs) => {
    const x = requireOperand(inputs, 'x');
    const from = numbers(attrs.begin);
    const sizes = numbers(attrs.size);
    const begin = x.shape.map((_, at) => from[at] ?? 0);
    const size = x.shape.map((side, at) => {
      const asked = sizes[at] ?? -1;
      return asked < 0 ? side - (begin[at] ?? 0) : asked;
    });
    if (x.shape.some((side, at) => (begin[at] ?? 0) + (size[at] ?? 0) > side)) {
      throw new KernelError(
        `slice of ${size.join('x')} from ${begin.join(',')} leaves [${x.shape.join(', ')}]`,
      );
    }
    return singleOutput(size, x.dtype, { begin, size });
  },
  Concat: (inputs, attrs) => {
    const parts = listOperands(inputs);
    const first = requireOperand(inputs, '0');
    const axis = normalizeAxis(attrs.axis, first.shape.length);
    const length = parts.reduce((sum, part) => sum + (part.shape[axis] ?? 0), 0);
    return singleOutput(
      first.shape.map((side, at) => (at === axis ? length : side)),
      first.dtype,
      { axis },
    );
  },
  Pack: (inputs, attrs) => {
    const first = requireOperand(inputs, '0');
    const axis = normalizeAxis(attrs.axis, first.shape.length + 1);
    return singleOutput(
      [...first.shape.slice(0, axis), listOperands(inputs).length, ...first.shape.slice(axis)],
      first.dtype,
      {
        axis,
      },
    );
  },
  Unpack: (inputs, attrs) => {
    const value = requireOperand(inputs, 'value');
    const axis = normalizeAxis(attrs.axis, value.shape.length);
    const shape = value.shape.filter((_, at) => at !== axis);
    const outputs = Array.from({ length: value.shape[axis] ?? 0 }, () => ({ shape, dtype: value.dtype }));
    return { outputs, attrs: { axis } };
  },
  SplitV: (inputs, attrs) => {
    const x = requireOperand(inputs, 'x');
    const axis = normalizeAxis(attrs.axis, x.shape.length);
    const side = x.shape[axis] ?? 0;
    const asked = attrs.numOrSizeSplits;
    const known = Array.isArray(asked)
      ? numbers(asked)
      : Array.from({ length: Number(asked) }, () => side / Number(asked));
    const rest = side - known.filter((one) => one !== -1).reduce((sum, one) => sum + one, 0);
    const sizes = known.map((one) => (one === -1 ? rest : one));
    const outputs = sizes.map((one) => ({
      shape: x.shape.map((length, at) => (at === axis ? one : length)),
      dtype: x.dtype,
    }));
    return { outputs, attrs: { numOrSizeSplits: sizes, axis } };
  },
  PadV2: (inputs, attrs) => {
    const x = requireOperand(inputs, 'x');
    const paddings = (attrs.paddings as number[][]).map(numbers);
    return singleOutput(
      x.shape.map((side, at) => side + (paddings[at]?.[0] ?? 0) + (paddings[at]?.[1] ?? 0)),
      x.dtype,
      { paddings, constantValue: attrs.constantValue ?? 0 },
    );
  },
  MirrorPad: (inputs, attrs) => {
    const x = requireOperand(inputs, 'x');
    const paddings = (attrs.paddings as number[][]).map(numbers);
    return singleOutput(
      x.shape.map((side, at) => side + (paddings[at]?.[0] ?? 0) + (paddings[at]?.[1] ?? 0)),
      x.dtype,
      { paddings, mode: attrs.mode },
    );
  },

  GatherV2: (inputs, attrs) => {
    const [x, indices] = [requireOperand(inputs, 'x'), requireOperand(inputs, 'indices')];
    const axis = normalizeAxis(attrs.axis, x.shape.length);
    const batchDims = Number(attrs.batchDims ?? 0);
    return singleOutput(
      [...x.shape.slice(0, axis), ...indices.shape.slice(batchDims), ...x.shape.slice(axis + 1)],
      x.dtype,
      { axis, batchDims },
    );
  },
  UnsortedSegmentSum: (inputs, attrs) => {
    const [x, segments] = [requireOperand(inputs, 'x'), requireOperand(inputs, 'segmentIds')];
    return singleOutput([Number(attrs.numSegments), ...x.shape.slice(segments.shape.length)], x.dtype, {
      numSegments: Number(attrs.numSegments),
    });
  },
  OneHot: (inputs, attrs) => {
    const indices = requireOperand(inputs, 'indices');
    const { depth, onValue = 1, offValue = 0, dtype = 'int32' } = attrs;
    return singleOutput([...indices.shape, Number(depth)], dtype as DType, {
      depth,
      onValue,
      offValue,
      dtype,
    });
  },

  Fill: (_, attrs) => {
    const shape = numbers(attrs.shape ?? []);
    const dtype = (attrs.dtype ?? 'float32') as DType;
    return singleOutput(shape, dtype, { shape, value: Number(attrs.value), dtype });
  },
};
