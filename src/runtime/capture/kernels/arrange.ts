/** Kernels that move numbers about: reshape, slice, join, pad, gather. */
import type { DType } from '../step-program.js';
import { axesOf, axisOf, gives, KernelProblem, listed, operand, sizeOf, type KernelTable } from './rule.js';

const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : [Number(value)]);

/** tfjs allows one side to be -1: whatever is left. */
export function resolveShape(shape: readonly number[], size: number): number[] {
  const known = shape.filter((side) => side !== -1).reduce((product, side) => product * side, 1);
  const resolved = shape.map((side) => (side === -1 ? size / known : side));
  if (sizeOf(resolved) !== size) {
    throw new KernelProblem(`${size} numbers don't fit the shape [${shape.join(', ')}]`);
  }
  return resolved;
}

export const arrange: KernelTable = {
  Reshape: (inputs, attrs) => {
    const x = operand(inputs, 'x');
    const shape = resolveShape(numbers(attrs.shape), sizeOf(x.shape));
    return gives(shape, x.dtype, { shape });
  },
  Transpose: (inputs, attrs) => {
    const x = operand(inputs, 'x');
    const perm = numbers(attrs.perm);
    return gives(
      perm.map((from) => x.shape[from] ?? 1),
      x.dtype,
      { perm },
    );
  },
  Tile: (inputs, attrs) => {
    const x = operand(inputs, 'x');
    const reps = numbers(attrs.reps);
    return gives(
      x.shape.map((side, at) => side * (reps[at] ?? 1)),
      x.dtype,
      { reps },
    );
  },
  Reverse: (inputs, attrs) => {
    const x = operand(inputs, 'x');
    return gives(x.shape, x.dtype, { dims: axesOf(attrs.dims, x.shape.length) });
  },
  Slice: (inputs, attrs) => {
    const x = operand(inputs, 'x');
    const from = numbers(attrs.begin);
    const sizes = numbers(attrs.size);
    const begin = x.shape.map((_, at) => from[at] ?? 0);
    const size = x.shape.map((side, at) => {
      const asked = sizes[at] ?? -1;
      return asked < 0 ? side - (begin[at] ?? 0) : asked;
    });
    if (x.shape.some((side, at) => (begin[at] ?? 0) + (size[at] ?? 0) > side)) {
      throw new KernelProblem(
        `slice of ${size.join('x')} from ${begin.join(',')} leaves [${x.shape.join(', ')}]`,
      );
    }
    return gives(size, x.dtype, { begin, size });
  },
  Concat: (inputs, attrs) => {
    const parts = listed(inputs);
    const first = operand(inputs, '0');
    const axis = axisOf(attrs.axis, first.shape.length);
    const length = parts.reduce((sum, part) => sum + (part.shape[axis] ?? 0), 0);
    return gives(
      first.shape.map((side, at) => (at === axis ? length : side)),
      first.dtype,
      { axis },
    );
  },
  Pack: (inputs, attrs) => {
    const first = operand(inputs, '0');
    const axis = axisOf(attrs.axis, first.shape.length + 1);
    return gives(
      [...first.shape.slice(0, axis), listed(inputs).length, ...first.shape.slice(axis)],
      first.dtype,
      {
        axis,
      },
    );
  },
  Unpack: (inputs, attrs) => {
    const value = operand(inputs, 'value');
    const axis = axisOf(attrs.axis, value.shape.length);
    const shape = value.shape.filter((_, at) => at !== axis);
    const outputs = Array.from({ length: value.shape[axis] ?? 0 }, () => ({ shape, dtype: value.dtype }));
    return { outputs, attrs: { axis } };
  },
  SplitV: (inputs, attrs) => {
    const x = operand(inputs, 'x');
    const axis = axisOf(attrs.axis, x.shape.length);
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
    const x = operand(inputs, 'x');
    const paddings = (attrs.paddings as number[][]).map(numbers);
    return gives(
      x.shape.map((side, at) => side + (paddings[at]?.[0] ?? 0) + (paddings[at]?.[1] ?? 0)),
      x.dtype,
      { paddings, constantValue: attrs.constantValue ?? 0 },
    );
  },
  MirrorPad: (inputs, attrs) => {
    const x = operand(inputs, 'x');
    const paddings = (attrs.paddings as number[][]).map(numbers);
    return gives(
      x.shape.map((side, at) => side + (paddings[at]?.[0] ?? 0) + (paddings[at]?.[1] ?? 0)),
      x.dtype,
      { paddings, mode: attrs.mode },
    );
  },

  GatherV2: (inputs, attrs) => {
    const [x, indices] = [operand(inputs, 'x'), operand(inputs, 'indices')];
    const axis = axisOf(attrs.axis, x.shape.length);
    const batchDims = Number(attrs.batchDims ?? 0);
    return gives(
      [...x.shape.slice(0, axis), ...indices.shape.slice(batchDims), ...x.shape.slice(axis + 1)],
      x.dtype,
      { axis, batchDims },
    );
  },
  UnsortedSegmentSum: (inputs, attrs) => {
    const [x, segments] = [operand(inputs, 'x'), operand(inputs, 'segmentIds')];
    return gives([Number(attrs.numSegments), ...x.shape.slice(segments.shape.length)], x.dtype, {
      numSegments: Number(attrs.numSegments),
    });
  },
  OneHot: (inputs, attrs) => {
    const indices = operand(inputs, 'indices');
    const { depth, onValue = 1, offValue = 0, dtype = 'int32' } = attrs;
    return gives([...indices.shape, Number(depth)], dtype as DType, { depth, onValue, offValue, dtype });
  },

  Fill: (_, attrs) => {
    const shape = numbers(attrs.shape ?? []);
    const dtype = (attrs.dtype ?? 'float32') as DType;
    return gives(shape, dtype, { shape, value: Number(attrs.value), dtype });
  },
};
